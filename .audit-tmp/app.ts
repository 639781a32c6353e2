import { Flagon } from "flagon";
import { contentSecurityPolicy } from "flagon/security";
export const app = new Flagon();
app.install(contentSecurityPolicy());
app.get("/boom/<int:id>", (request, { id }) => {
  const doubled = id * 2;
  const user = { name: "Ann", password: "hunter2" };
  inner(user.name, doubled);
  return "";
});
function inner(name: string, count: number): never {
  const list = Array.from({ length: count }, (_, i) => `${name}${i}`);
  throw new Error(`boom ${list.length}`);
}
app.get(
  "/csp",
  (request) =>
    `<!doctype html><title>x</title><link rel=icon href="data:,"><p id=a>a</p><script nonce="${request.cspNonce}">document.title="nonce ran"</script><script>document.title="inline ran"</script><p onclick="document.title='handler ran'" id=b>b</p>`,
);
app.get(
  "/own",
  { csp: { "default-src": "'self'", "script-src": "'unsafe-inline'" } },
  () =>
    `<!doctype html><title>x</title><link rel=icon href="data:,"><script>document.title="inline ran"</script>`,
);
app.get(
  "/none",
  { csp: false },
  () =>
    `<!doctype html><title>x</title><link rel=icon href="data:,"><script>document.title="inline ran"</script>`,
);
app.get(
  "/report",
  { csp: false, cspReportOnly: { "script-src": "'self'", "report-uri": "/reports" } },
  () =>
    `<!doctype html><title>x</title><link rel=icon href="data:,"><script>document.title="inline ran"</script>`,
);
const reports: unknown[] = [];
app.post("/reports", async (request) => {
  reports.push(await request.json());
  return [null, 204];
});
app.get("/reports", () => reports);
app.run();
