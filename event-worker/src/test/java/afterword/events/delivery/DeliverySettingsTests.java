// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.events.SettingsContract;

class DeliverySettingsTests extends SettingsContract {

    DeliverySettingsTests() {
        super(
                DeliverySettings.class,
                """
                batch-size=256
                in-flight=1000
                relay-every=PT1S
                relay-batch=500
                relay-lease=PT30S
                together=8
                sweep-every=PT5S
                sweep-batch=2000
                sweep-age=PT15S
                late-after=PT2M
                stop-within=PT10S
                """,
                """
                batch-size=10
                in-flight=20
                relay-every=PT2S
                relay-batch=50
                relay-lease=PT31S
                together=9
                sweep-every=PT6S
                sweep-batch=200
                sweep-age=PT16S
                late-after=PT3M
                stop-within=PT11S
                """);
    }
}
