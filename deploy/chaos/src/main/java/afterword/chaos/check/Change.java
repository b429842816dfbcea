// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// A change of a row of the analysis, recorded by triggers that the suite has put there.
///
/// @param part empty for a run's own row
/// @param oldFence of the run or of the write that ended the part; 0 for none
/// @param owner process that owns the run after the change, by its lease; empty for none
/// @param oldOwner the same before; always empty for a part
/// @param writer name of the process that wrote, from its connection
/// @param runFence of the run at that moment
/// @param sameResult whether a part kept its result
public record Change(
        long at,
        String eventId,
        String part,
        String oldState,
        String newState,
        long oldFence,
        long newFence,
        String oldOwner,
        String owner,
        String writer,
        long runFence,
        boolean sameResult) {}
