// SPDX-License-Identifier: Apache-2.0
package afterword.events.retention;

import afterword.events.SettingsContract;

class RetentionSettingsTests extends SettingsContract {

    RetentionSettingsTests() {
        super(
                RetentionSettings.class,
                """
                transcripts=PT720H
                dead-bodies=PT720H
                every=PT1S
                batch=500
                """,
                """
                transcripts=PT240H
                dead-bodies=PT48H
                every=PT2S
                batch=10
                """);
    }
}
