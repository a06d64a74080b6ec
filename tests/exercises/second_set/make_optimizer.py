"""Wrong answers to make_optimizer, and the name that each should get."""

from torch import nn, optim


def the_net(actor, lr):
    """The bug as it came, in other words."""
    return optim.Adam(actor.net.parameters(), lr=lr)


def detached(actor, lr):
    """The log std is handed over cut off."""
    return optim.Adam([*actor.net.parameters(), actor.log_stds.data], lr=lr)


def a_new_parameter(actor, lr):
    """A parameter of its own learns in place of the actor's."""
    copy = nn.Parameter(actor.log_stds.detach().clone())
    return optim.Adam([*actor.net.parameters(), copy], lr=lr)


def weights_without_biases(actor, lr):
    """Biases have one dimension."""
    weights = [p for name, p in actor.named_parameters() if not name.endswith("bias")]
    return optim.Adam(weights, lr=lr)


def ten_times_slower(actor, lr):
    """The log std with a step size of its own."""
    groups = [{"params": actor.net.parameters()}, {"params": [actor.log_stds], "lr": lr / 10}]
    return optim.Adam(groups, lr=lr)


def adamw(actor, lr):
    """Everything shrinks."""
    return optim.AdamW(actor.parameters(), lr=lr)


def descent(actor, lr):
    """No Adam."""
    return optim.SGD(actor.parameters(), lr)


def rmsprop(actor, lr):
    """A relative of Adam's."""
    return optim.RMSprop(actor.parameters(), lr=lr)


def not_returned(actor, lr):
    """Made, and thrown away."""
    optim.Adam(actor.parameters(), lr=lr)


def a_list(actor, lr):
    """Two optimisers are one too many."""
    return [optim.Adam(actor.net.parameters(), lr), optim.Adam([actor.log_stds], lr)]


WRONG = {
    the_net: "as_it_came",
    detached: "log_stds_copied",
    a_new_parameter: "log_stds_copied",
    weights_without_biases: "biases_lost",
    ten_times_slower: "different",
    adamw: "weight_decay",
    descent: ("sgd", "different"),
    rmsprop: "different",
    not_returned: "returned_none",
    a_list: "returned",
}
