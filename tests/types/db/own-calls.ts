/** Types of a model's own static methods on query sets and on managers of related rows. */

import { count, f, model, type QuerySet, type SetOf } from "../../../src/db/index.ts";
import { is } from "./same.ts";

export class Blog extends model({
  name: f.text(),
  get posts() {
    return f.reverse(Post, "blog");
  },
}) {}

export class Post extends model({
  title: f.text(),
  likes: f.integer(),
  blog: f.foreignKey(Blog, { onDelete: "cascade" }),
  get tags() {
    return f.manyToMany(Tag);
  },
}) {
  static readonly LIMIT = 3;
  static liked() {
    return this.filter({ likes__gt: 3 });
  }
  static newest(most: number) {
    return this.liked().orderBy("-id").limit(most);
  }
  static async best() {
    return this.newest(3).first();
  }
  static counted() {
    return this.annotate({ labels: count("tags") });
  }
}

export class Tag extends model({
  label: f.text(),
  get posts() {
    return f.reverse(Post, "tags");
  },
}) {}

export async function calls(blog: Blog, tag: Tag) {
  is<Post[]>()(await Post.liked().newest(3).filter({ likes: 3 }).liked());
  is<Post | undefined>()(await Post.all().orderBy("title").newest(3).best());
  is<number>()((await Post.filter({ likes: 3 }).counted())[0]!.labels);
  is<Post[]>()(await Post.counted().filter({ labels__gt: 3 }).liked());
  is<Post[]>()(await blog.posts.liked().newest(2));
  is<Post[]>()(await blog.posts);
  is<Post>()(await blog.posts.create({ title: "x", likes: 3 }));
  is<Post[]>()(await tag.posts.liked());
  const set: SetOf<typeof Post> = Post.liked();
  const plain: QuerySet<typeof Post, Post> = set;
  // @ts-expect-error: no such static
  Post.all().disliked();
  // @ts-expect-error: a number is asked for
  Post.all().newest("x");
  // @ts-expect-error: a model without statics of its own
  Blog.all().liked();
  // @ts-expect-error: no method, so it stays on the class
  is<number>()(Post.all().LIMIT);
  void plain;
}
