// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

/// What became of a [Write].
enum Stored {
    /// It is committed.
    KEPT,
    /// It is committed as FAILED `EXPIRED`: the part was to be parked beyond the park limit.
    EXPIRED,
    /// The run belongs to somebody else by now, has ended, or its event was erased; of a run's end
    /// also: the end of one of its parts was turned down.
    LOST,
    /// The store refuses the data for good.
    REFUSED
}
