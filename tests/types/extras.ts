/** What extensions give a request is a typed property of it. */

import { Flagon, type FlagonRequest, type RequestExtras } from "flagon";

declare module "flagon" {
  interface RequestExtras {
    tenantName: string;
  }
}

export const named = (extras: RequestExtras): string => extras.tenantName;
export const direct = (request: FlagonRequest): string => request.tenantName;
export const good = new Flagon().provide("tenantName", (request) => request.host.split(".")[0]!);
// @ts-expect-error -- a tenant's name is text
export const bad = new Flagon().provide("tenantName", () => 7);
