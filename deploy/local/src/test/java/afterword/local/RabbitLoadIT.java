// SPDX-License-Identifier: Apache-2.0
package afterword.local;

class RabbitLoadIT extends LoadContract {

    @Override
    BrokerChoice broker() {
        return BrokerChoice.RABBITMQ;
    }

    @Override
    void kill(LineBroker broker) {
        ((LineBroker.Rabbit) broker).server().kill();
    }

    @Override
    void restart(LineBroker broker) {
        ((LineBroker.Rabbit) broker).server().restart();
    }
}
