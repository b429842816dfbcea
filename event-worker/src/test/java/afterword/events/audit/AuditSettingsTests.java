// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import afterword.events.SettingsContract;

class AuditSettingsTests extends SettingsContract {

    AuditSettingsTests() {
        super(
                AuditSettings.class,
                """
                every=PT5S
                lost-after=PT5M
                count-every=PT10S
                ends=10000
                forget-after=PT720H
                """,
                """
                every=PT6S
                lost-after=PT6M
                count-every=PT11S
                ends=10
                forget-after=PT24H
                """);
    }
}
