/** Where the params of the path that was walked last start and end; one walk at a time, as nothing in it waits. */

/** Start of each param, in order. */
export const starts: number[] = Array.from({ length: 32 }, () => 0);

/** End of each param, in order. */
export const ends: number[] = Array.from({ length: 32 }, () => 0);
