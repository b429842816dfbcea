// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import java.time.Duration;

/// What waits, by stage, at one moment.
///
/// @param unrequested events whose request is not confirmed
/// @param unended all events that have not ended, those included
/// @param unpublished ended events whose outcome is not confirmed
/// @param feedHead entries the feed has had
public record Waiting(Stage unrequested, Stage unended, Stage unpublished, long feedHead) {

    static final Waiting NOTHING = new Waiting(Stage.EMPTY, Stage.EMPTY, Stage.EMPTY, 0);

    /// One stage.
    ///
    /// @param oldest age of the oldest event in it; zero where there is none
    public record Stage(long events, Duration oldest) {

        static final Stage EMPTY = new Stage(0, Duration.ZERO);
    }
}
