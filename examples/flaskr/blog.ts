/** The posts: the list, and writing, changing and deleting them. */

import { Blueprint, Forbidden, type FlagonRequest, NotFound, redirect } from "flagon";
import { loginRequired } from "./auth.ts";
import { getDb } from "./db.ts";

/** A post with the name of its author. */
export interface Post {
  id: number;
  author_id: number;
  username: string;
  created: string;
  title: string;
  body: string;
}

export const blog = new Blueprint("blog");

const POSTS = `SELECT post.id, title, body, created, author_id, username
  FROM post JOIN user ON post.author_id = user.id`;

blog.get("/", { endpoint: "index" }, (request) => {
  const posts = getDb(request).prepare(`${POSTS} ORDER BY created DESC, post.id DESC`).all();
  return request.render("blog/index.html", { posts });
});

blog.route(
  "/create",
  { endpoint: "create", methods: ["GET", "POST"], use: [loginRequired] },
  async (request) => {
    const draft = await readDraft(request);
    if (request.method === "POST" && isComplete(request, draft)) {
      getDb(request)
        .prepare("INSERT INTO post (title, body, author_id) VALUES (?, ?, ?)")
        .run(draft.title, draft.body, request.user!.id);
      return redirect(request.urlFor("index"));
    }
    return request.render("blog/create.html", { draft });
  },
);

blog.route(
  "/<int:id>/update",
  { endpoint: "update", methods: ["GET", "POST"], use: [loginRequired] },
  async (request, { id }) => {
    const post = getPost(request, id);
    const draft = request.method === "POST" ? await readDraft(request) : post;
    if (request.method === "POST" && isComplete(request, draft)) {
      getDb(request)
        .prepare("UPDATE post SET title = ?, body = ? WHERE id = ?")
        .run(draft.title, draft.body, id);
      return redirect(request.urlFor("index"));
    }
    return request.render("blog/update.html", { post, draft });
  },
);

blog.post("/<int:id>/delete", { endpoint: "delete", use: [loginRequired] }, (request, { id }) => {
  getPost(request, id);
  getDb(request).prepare("DELETE FROM post WHERE id = ?").run(id);
  return redirect(request.urlFor("index"));
});

/** Gives a post of this user: others may not change it. */
function getPost(request: FlagonRequest, id: number): Post {
  const post = getDb(request).prepare(`${POSTS} WHERE post.id = ?`).get(id) as Post | undefined;
  if (post === undefined) throw new NotFound(`There is no post ${id}.`);
  if (post.author_id !== request.user?.id) throw new Forbidden("The post is somebody else's.");
  return post;
}

interface Draft {
  title: string;
  body: string;
}

async function readDraft(request: FlagonRequest): Promise<Draft> {
  const form = await request.form();
  return { title: form.get("title") ?? "", body: form.get("body") ?? "" };
}

function isComplete(request: FlagonRequest, { title }: Draft): boolean {
  if (title !== "") return true;
  request.flash("Title is required.", "error");
  return false;
}
