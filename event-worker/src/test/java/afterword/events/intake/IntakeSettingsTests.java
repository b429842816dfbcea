// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.SettingsContract;

class IntakeSettingsTests extends SettingsContract {

    IntakeSettingsTests() {
        super(
                IntakeSettings.class,
                """
                batch-size=128
                batch-bytes=1048576B
                in-flight=256
                in-flight-bytes=16777216B
                deaths=3
                hung-after=PT30S
                suspects-kept=PT168H
                deaf-after=PT1M
                stop-within=PT10S
                """,
                """
                batch-size=10
                batch-bytes=2097152B
                in-flight=20
                in-flight-bytes=3145728B
                deaths=5
                hung-after=PT31S
                suspects-kept=PT192H
                deaf-after=PT2M
                stop-within=PT11S
                """);
    }
}
