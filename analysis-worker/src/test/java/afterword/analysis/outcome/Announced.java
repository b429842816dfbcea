// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import afterword.messaging.Broker;

/// Announcements for tests of other packages.
public final class Announced {

    private Announced() {}

    /// Announcements that go to a broker inside the test.
    public static Announcements to(Broker broker) {
        return new Announcements(broker.publisher("test"));
    }
}
