/** The structure of an expression as text, with its values set aside: two queries of one structure share one statement. */

const classNumbers = new WeakMap<object, number>();
let classes = 0;

/** A number for a class; two classes of one name are not the same. */
function numberOf(constructor: object): number {
  let number = classNumbers.get(constructor);
  if (number === undefined) classNumbers.set(constructor, (number = ++classes));
  return number;
}

/** Collects the structure of an expression, and its values in order. */
export class StructureKey {
  /** The structure so far. */
  text = "";
  /** The values so far, one for each slot. */
  readonly values: unknown[];

  constructor(values: unknown[] = []) {
    this.values = values;
  }

  /** Begins an expression of a class. Details are lengths first, so that no text can look like structure. */
  open(constructor: object, detail: string): void {
    this.text += `(${numberOf(constructor)}`;
    if (detail !== "") this.text += `:${detail.length}:${detail}`;
  }

  /** Ends an expression. */
  close(): void {
    this.text += ")";
  }

  /** Adds text that is not part of an expression. */
  word(text: string): void {
    this.text += `${text.length}:${text}`;
  }

  /** Sets a value aside. */
  value(value: unknown): void {
    this.values.push(value);
  }
}

/** Numbers the values of a structure in the order in which {@link StructureKey} sets them aside. */
export class SlotCounter {
  /** The number of the next slot. */
  next: number;

  constructor(first: number) {
    this.next = first;
  }

  /** Takes `count` slots and gives the number of the first. */
  take(count = 1): number {
    const first = this.next;
    this.next += count;
    return first;
  }
}
