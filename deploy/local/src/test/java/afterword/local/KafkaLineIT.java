// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.RabbitServer;
import afterword.servers.Shared;
import org.jspecify.annotations.Nullable;

class KafkaLineIT extends LineContract {

    private RabbitServer.@Nullable Address side;

    @Override
    BrokerChoice broker() {
        return BrokerChoice.KAFKA;
    }

    @Override
    Producer sideDoor() {
        if (side == null) {
            side = Shared.rabbit().freshVhost();
        }
        return Producer.to(side);
    }
}
