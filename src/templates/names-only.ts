/** The part of a template that sets names: what is left to run when one of its blocks is rendered alone. */

import type { ForNode, IfNode, Statement, WithNode } from "./nodes.ts";

/** Gives the statements that set, import and define names, or change what names stand for, without those that only write. */
export function namesOnly(body: readonly Statement[]): Statement[] {
  return body.flatMap((node) => {
    const kept = reduced(node);
    return kept === undefined ? [] : [kept];
  });
}

function reduced(node: Statement): Statement | undefined {
  switch (node.type) {
    case "set":
    case "set block":
    case "macro":
    case "import":
    case "from":
    case "extends":
    case "do":
    case "break":
    case "continue":
      return node;
    case "if":
      return reducedIf(node);
    case "for":
    case "with":
    case "autoescape":
      return reducedScope(node);
    default:
      return undefined;
  }
}

function reducedIf(node: IfNode): IfNode | undefined {
  const branches = node.branches.map((branch) => ({ ...branch, body: namesOnly(branch.body) }));
  const otherwise = node.otherwise === undefined ? undefined : namesOnly(node.otherwise);
  const bodies = [...branches.map(({ body }) => body), otherwise ?? []];
  return bodies.some((body) => body.length > 0) ? { ...node, branches, otherwise } : undefined;
}

/** What is set inside of a scope is gone behind it, but for what `do` and the attributes of namespaces reach. */
function reducedScope<Node extends ForNode | WithNode | Extract<Statement, { type: "autoescape" }>>(
  node: Node,
): Node | undefined {
  const body = namesOnly(node.body);
  const otherwise = node.type === "for" ? namesOnly(node.otherwise) : [];
  if (![...body, ...otherwise].some(reachesOut)) return undefined;
  return node.type === "for" ? { ...node, body, otherwise } : { ...node, body };
}

function reachesOut(node: Statement): boolean {
  switch (node.type) {
    case "do":
      return true;
    case "set":
    case "set block":
      return node.target.type === "namespace";
    case "if":
      return [...node.branches.flatMap(({ body }) => body), ...(node.otherwise ?? [])].some(
        reachesOut,
      );
    case "for":
      return [...node.body, ...node.otherwise].some(reachesOut);
    case "with":
    case "autoescape":
      return node.body.some(reachesOut);
    default:
      return false;
  }
}
