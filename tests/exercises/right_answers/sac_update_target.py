"""Right answers to SAC.update_target, each in another style."""

from copy import deepcopy

import torch
from torch import nn

from rlcourse.solutions import SAC


class InTheLecturesManner(SAC):
    def update_target(self):
        for t, s in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            t.data.mul_(1.0 - self.tau)
            t.data.add_(self.tau * s.data)


class Decorated(SAC):
    @torch.no_grad()
    def update_target(self):
        for t, s in zip(self.critic_target.parameters(), self.critic.parameters(), strict=False):
            t.copy_((1 - self.tau) * t + self.tau * s)


class DataAssigned(SAC):
    def update_target(self):
        online = list(self.critic.parameters())
        for i, t in enumerate(self.critic_target.parameters()):
            t.data = self.tau * online[i].data + (1 - self.tau) * t.data


class StateDict(SAC):
    def update_target(self):
        new, old = self.critic.state_dict(), self.critic_target.state_dict()
        blend = {k: torch.lerp(old[k], new[k], self.tau) for k in old}
        self.critic_target.load_state_dict(blend)


class Foreach(SAC):
    def update_target(self):
        with torch.no_grad():
            old = list(self.critic_target.parameters())
            torch._foreach_lerp_(old, list(self.critic.parameters()), self.tau)


class ByTwin(SAC):
    def follow(self, target, online):
        for p, q in zip(target.parameters(), online.parameters(), strict=True):
            p += self.tau * (q - p)

    def update_target(self):
        with torch.no_grad():
            self.follow(self.critic_target.net1, self.critic.net1)
            self.follow(self.critic_target.net2, self.critic.net2)


class Vectors(SAC):
    def update_target(self):
        old = nn.utils.parameters_to_vector(self.critic_target.parameters()).detach()
        new = nn.utils.parameters_to_vector(self.critic.parameters()).detach()
        blend = old * (1 - self.tau) + new * self.tau
        nn.utils.vector_to_parameters(blend, self.critic_target.parameters())


class NewNetwork(SAC):
    def update_target(self):
        blend = deepcopy(self.critic_target)
        pairs = dict(self.critic.named_parameters())
        for name, p in blend.named_parameters():
            p.data += self.tau * (pairs[name].detach() - p.data)
        self.critic_target = blend


RIGHT = [
    InTheLecturesManner,
    Decorated,
    DataAssigned,
    StateDict,
    Foreach,
    ByTwin,
    Vectors,
    NewNetwork,
]
