/** The article that the `post` workload sends, and one with three faults. */

export const article = {
  title: "A framework that grows with the site",
  body: "Some words about what was done and why, as articles have them. ".repeat(12),
  tags: ["node", "typescript", "web", "framework"],
  author: { id: 7, name: "Ann Author", email: "ann@example.com" },
  published: true,
  rating: 4.5,
};

export const broken = {
  ...article,
  title: "",
  author: { ...article.author, email: "nobody" },
  rating: 9,
};

export const EMAIL = /^[^@\s]+@[^@\s]+$/;
