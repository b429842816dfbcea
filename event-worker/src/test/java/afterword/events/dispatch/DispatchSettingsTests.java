// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.events.SettingsContract;

class DispatchSettingsTests extends SettingsContract {

    DispatchSettingsTests() {
        super(
                DispatchSettings.class,
                """
                relay-every=PT1S
                relay-batch=500
                relay-lease=PT30S
                together=8
                ring-every=PT1S
                rings-per-second=100
                ring-most=PT1H
                late-after=PT2M
                few-waiting=100
                """,
                """
                relay-every=PT2S
                relay-batch=50
                relay-lease=PT31S
                together=9
                ring-every=PT3S
                rings-per-second=101
                ring-most=PT2H
                late-after=PT3M
                few-waiting=7
                """);
    }
}
