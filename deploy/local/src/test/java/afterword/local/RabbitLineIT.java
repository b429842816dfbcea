// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.Shared;

class RabbitLineIT extends LineContract {

    @Override
    BrokerChoice broker() {
        return BrokerChoice.RABBITMQ;
    }

    @Override
    Producer sideDoor() {
        return Producer.to(Shared.kafka());
    }
}
