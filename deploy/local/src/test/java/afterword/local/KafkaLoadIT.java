// SPDX-License-Identifier: Apache-2.0
package afterword.local;

class KafkaLoadIT extends LoadContract {

    @Override
    BrokerChoice broker() {
        return BrokerChoice.KAFKA;
    }

    @Override
    void kill(LineBroker broker) {
        ((LineBroker.Kafka) broker).server().kill();
    }

    @Override
    void restart(LineBroker broker) {
        ((LineBroker.Kafka) broker).server().restart();
    }
}
