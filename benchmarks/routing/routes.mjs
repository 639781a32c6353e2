// A 200-entry route table with the shape of a large public REST API (static paths and 1..4 params).
// One line per path: the methods, then the path with {name} placeholders. Names are kept the same at
// the same position so that routers which share param nodes accept the table.
const table = `
GET /emojis
GET /feeds
GET /meta
GET /rate_limit
GET /versions
GET /zen
GET /events
GET /search/code
GET /search/commits
GET /search/issues
GET /search/labels
GET /search/repositories
GET /search/topics
GET /search/users
GET /gitignore/templates
GET /gitignore/templates/{name}
GET /licenses
GET /licenses/{license}
POST /markdown
POST /markdown/raw
GET /notifications
PUT /notifications
GET /notifications/threads/{thread_id}
PATCH /notifications/threads/{thread_id}
GET /notifications/threads/{thread_id}/subscription
PUT /notifications/threads/{thread_id}/subscription
DELETE /notifications/threads/{thread_id}/subscription
GET,POST /gists
GET /gists/public
GET /gists/starred
GET,PATCH,DELETE /gists/{gist_id}
GET,POST /gists/{gist_id}/comments
GET,PATCH,DELETE /gists/{gist_id}/comments/{comment_id}
GET /gists/{gist_id}/commits
GET,POST /gists/{gist_id}/forks
GET,PUT,DELETE /gists/{gist_id}/star
GET /issues
GET /installation/repositories
GET /organizations
GET,PATCH /orgs/{org}
GET /orgs/{org}/events
GET,POST /orgs/{org}/hooks
GET,PATCH,DELETE /orgs/{org}/hooks/{hook_id}
POST /orgs/{org}/hooks/{hook_id}/pings
GET /orgs/{org}/issues
GET /orgs/{org}/members
GET,DELETE /orgs/{org}/members/{username}
GET /orgs/{org}/public_members
GET,PUT,DELETE /orgs/{org}/public_members/{username}
GET,POST /orgs/{org}/repos
GET,POST /orgs/{org}/teams
GET,PUT /orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}
GET,PATCH,DELETE /repos/{owner}/{repo}
GET /repos/{owner}/{repo}/assignees
GET /repos/{owner}/{repo}/assignees/{assignee}
GET /repos/{owner}/{repo}/branches
GET /repos/{owner}/{repo}/branches/{branch}
GET,PUT,DELETE /repos/{owner}/{repo}/branches/{branch}/protection
GET /repos/{owner}/{repo}/collaborators
GET,PUT,DELETE /repos/{owner}/{repo}/collaborators/{username}
GET /repos/{owner}/{repo}/comments
GET,PATCH,DELETE /repos/{owner}/{repo}/comments/{comment_id}
GET /repos/{owner}/{repo}/commits
GET /repos/{owner}/{repo}/commits/{ref}
GET,POST /repos/{owner}/{repo}/commits/{ref}/comments
GET /repos/{owner}/{repo}/commits/{ref}/status
GET /repos/{owner}/{repo}/compare/{basehead}
GET /repos/{owner}/{repo}/contributors
GET,POST /repos/{owner}/{repo}/deployments
GET,POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses
GET /repos/{owner}/{repo}/events
GET,POST /repos/{owner}/{repo}/forks
POST /repos/{owner}/{repo}/git/blobs
GET /repos/{owner}/{repo}/git/blobs/{file_sha}
POST /repos/{owner}/{repo}/git/commits
GET /repos/{owner}/{repo}/git/commits/{commit_sha}
POST /repos/{owner}/{repo}/git/tags
GET /repos/{owner}/{repo}/git/tags/{tag_sha}
POST /repos/{owner}/{repo}/git/trees
GET /repos/{owner}/{repo}/git/trees/{tree_sha}
GET,POST /repos/{owner}/{repo}/hooks
GET,PATCH,DELETE /repos/{owner}/{repo}/hooks/{hook_id}
POST /repos/{owner}/{repo}/hooks/{hook_id}/tests
GET,POST /repos/{owner}/{repo}/issues
GET /repos/{owner}/{repo}/issues/comments
GET,PATCH,DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}
GET /repos/{owner}/{repo}/issues/events
GET /repos/{owner}/{repo}/issues/events/{event_id}
GET,PATCH /repos/{owner}/{repo}/issues/{issue_number}
GET,POST /repos/{owner}/{repo}/issues/{issue_number}/comments
GET /repos/{owner}/{repo}/issues/{issue_number}/events
GET,POST,PUT,DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels
DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}
GET,POST /repos/{owner}/{repo}/keys
GET,DELETE /repos/{owner}/{repo}/keys/{key_id}
GET,POST /repos/{owner}/{repo}/labels
GET,PATCH,DELETE /repos/{owner}/{repo}/labels/{name}
GET /repos/{owner}/{repo}/languages
POST /repos/{owner}/{repo}/merges
GET,POST /repos/{owner}/{repo}/milestones
GET,PATCH,DELETE /repos/{owner}/{repo}/milestones/{milestone_number}
GET,PUT /repos/{owner}/{repo}/notifications
GET,POST /repos/{owner}/{repo}/pulls
GET,PATCH /repos/{owner}/{repo}/pulls/{pull_number}
GET /repos/{owner}/{repo}/pulls/{pull_number}/commits
GET /repos/{owner}/{repo}/pulls/{pull_number}/files
GET,PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge
GET /repos/{owner}/{repo}/readme
GET,POST /repos/{owner}/{repo}/releases
GET /repos/{owner}/{repo}/releases/latest
GET,PATCH,DELETE /repos/{owner}/{repo}/releases/{release_id}
GET /repos/{owner}/{repo}/stargazers
GET /repos/{owner}/{repo}/stats/contributors
GET /repos/{owner}/{repo}/stats/participation
GET /repos/{owner}/{repo}/subscribers
GET,PUT,DELETE /repos/{owner}/{repo}/subscription
GET /repos/{owner}/{repo}/tags
GET /repos/{owner}/{repo}/teams
GET,PATCH /user
GET,POST,DELETE /user/emails
GET /user/followers
GET /user/following
GET,PUT,DELETE /user/following/{username}
GET /user/issues
GET,POST /user/keys
GET,DELETE /user/keys/{key_id}
GET,POST /user/repos
GET /user/starred
GET,PUT,DELETE /user/starred/{owner}/{repo}
GET /users
GET /users/{username}
GET /users/{username}/events
GET /users/{username}/followers
GET /users/{username}/following
GET /users/{username}/following/{target_user}
GET /users/{username}/gists
GET /users/{username}/keys
GET /users/{username}/orgs
GET /users/{username}/repos
`;
const all = [];
for (const line of table.trim().split("\n")) {
  const [methods, path] = line.split(" ");
  for (const method of methods.split(",")) all.push({ method, path });
}
if (all.length < 200) throw new Error(`only ${all.length} routes`);
/** exactly 200 routes: { method, path: '/a/{b}' } */
export const routes = all.slice(0, 200);
/** '/a/{b}' in another notation, by default '/a/:b' */
export const toPath = (p, fn = (n) => `:${n}`) => p.replace(/\{(\w+)\}/g, (_, n) => fn(n));
/** the params of a path, in order */
export const paramNames = (p) => [...p.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);

const samples = {
  owner: ["octocat", "nodejs", "acme-corp"],
  repo: ["hello-world", "node", "big.repo_name"],
  username: ["alice", "bob-the-builder"],
  org: ["github", "acme"],
  branch: ["main", "feature-x"],
  ref: ["a1b2c3d4e5f6", "main"],
  name: ["bug", "Node", "help-wanted"],
  basehead: ["v1.0...v2.0"],
  assignee: ["carol"],
  target_user: ["dave"],
  team_slug: ["core-team"],
  license: ["mit", "apache-2.0"],
};
/** A deterministic mix: every route twice with different values, shuffled. -> [{ method, url, params }] */
export function mix() {
  const out = [];
  let seed = 12345;
  const rnd = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  for (let round = 0; round < 2; round++) {
    for (const r of routes) {
      const params = {};
      const url = toPath(r.path, (n) => {
        const s = samples[n];
        return (params[n] = s ? s[Math.floor(rnd() * s.length)] : String(Math.floor(rnd() * 1e6)));
      });
      out.push({ method: r.method, url, params });
    }
  }
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(rnd() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
