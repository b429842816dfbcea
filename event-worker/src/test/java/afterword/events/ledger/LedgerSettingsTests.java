// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.events.SettingsContract;

class LedgerSettingsTests extends SettingsContract {

    LedgerSettingsTests() {
        super(
                LedgerSettings.class,
                """
                relay-after=PT5S
                ring-after=PT10M
                pause-first=PT0.1S
                pause-most=PT3S
                gauges-every=PT5S
                """,
                """
                relay-after=PT6S
                ring-after=PT11M
                pause-first=PT0.101S
                pause-most=PT4S
                gauges-every=PT7S
                """);
    }
}
