/** The sample suite under Vitest. */

import { beforeEach, describe, it } from "vitest";
import { sampleSuite } from "../testing/sample-suite.ts";

sampleSuite({ describe, it, beforeEach });
