/** The mark by which a blueprint names the models that belong to it, without knowing what a model is. */

/** The property of a model's class that holds the name of its blueprint. */
export const MODEL_LABEL: unique symbol = Symbol.for("flagon.model-label");
