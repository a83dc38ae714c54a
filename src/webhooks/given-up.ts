/** A post that this side ended. Its message is the reason, in words of ours, and may be shown. */
export class GivenUp extends Error {}
