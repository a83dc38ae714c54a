import fc from 'fast-check'

/** For mutation tests: the same inputs for every mutant, and a property that fails is not searched for its smallest counterexample. */
fc.configureGlobal({ seed: 20_261_120, endOnFailure: true })
