// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.events.SettingsContract;

class DeadLetterSettingsTests extends SettingsContract {

    DeadLetterSettingsTests() {
        super(
                DeadLetterSettings.class,
                """
                keep-bytes=16777216B
                relay-every=PT5S
                relay-lease=PT30S
                replay-every=PT1S
                replay-batch=50
                """,
                """
                keep-bytes=1048576B
                relay-every=PT6S
                relay-lease=PT31S
                replay-every=PT2S
                replay-batch=51
                """);
    }
}
