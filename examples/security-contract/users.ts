/** The users, in memory. */

import { checkPassword, hashPassword } from "flagon/signing";

/** A user. */
export interface User {
  name: string;
  email: string;
  /** The password's hash; undefined where nobody can log in. */
  password: string | undefined;
  isStaff: boolean;
  bio: string;
  /** What the transfers of the user add up to. */
  count: number;
  /** Goes up with each change of the password: sessions of before end. */
  epoch: number;
}

/** The users by their names. */
export class Users {
  readonly #users = new Map<string, User>();
  #decoy = "";

  /** Makes the users of the contract. */
  static async make(): Promise<Users> {
    const users = new Users();
    users.#decoy = await hashPassword("nobody has this password");
    for (const name of ["alice", "bob", "root", "mike"])
      await users.#add(name, await hashPassword(`${name}-pw-1`));
    await users.#add("nopass", undefined);
    return users;
  }

  /** Gives a user, or undefined. */
  find(name: unknown): User | undefined {
    return typeof name === "string" ? this.#users.get(name) : undefined;
  }

  /** Gives the user of a name and a password; an unknown name costs as much time as a wrong password. */
  async authenticate(name: string, password: string): Promise<User | undefined> {
    const user = this.#users.get(name);
    const isRight = await checkPassword(password, user?.password ?? this.#decoy);
    return isRight && user?.password !== undefined ? user : undefined;
  }

  async #add(name: string, password: string | undefined): Promise<void> {
    const email = `${name}@example.${name === "mike" ? "org" : "com"}`;
    const isStaff = name === "root";
    this.#users.set(name, { name, email, password, isStaff, bio: "", count: 0, epoch: 0 });
  }
}
