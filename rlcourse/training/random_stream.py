"""A stream of random numbers of one's own, through torch's global generator."""

import torch


class RandomStream:
    """Inside `with stream:` torch draws from this stream; outside, nothing has changed.

    The formulas of the course draw with `torch.randn_like`, which knows the global generator
    only. Lending it out keeps a training the same whatever ran before or between.

    Args:
        seed: where the stream starts.
        device: "cpu" or a CUDA device, whose generator is lent as well.
    """

    def __init__(self, seed: int, device: torch.device) -> None:
        self.device = device
        self.depth = 0
        self.state = {"cpu": torch.Generator().manual_seed(seed).get_state()}
        if device.type == "cuda":
            self.state["cuda"] = torch.Generator(device).manual_seed(seed).get_state()

    def __enter__(self) -> "RandomStream":
        if self.depth == 0:
            self.outer = self._get()
            self._set(self.state)
        self.depth += 1
        return self

    def __exit__(self, *error: object) -> None:
        self.depth -= 1
        if self.depth == 0:
            self.state = self._get()
            self._set(self.outer)

    def state_dict(self) -> dict[str, torch.Tensor]:
        """The place in the stream, as byte tensors."""
        return dict(self._get() if self.depth else self.state)

    def load_state_dict(self, state: dict[str, torch.Tensor]) -> None:
        """Go to a place that `state_dict` gave."""
        self.state = {name: value.cpu() for name, value in state.items()}
        if self.depth:
            self._set(self.state)

    def _get(self) -> dict[str, torch.Tensor]:
        states = {"cpu": torch.get_rng_state()}
        if self.device.type == "cuda":
            states["cuda"] = torch.cuda.get_rng_state(self.device)
        return states

    def _set(self, states: dict[str, torch.Tensor]) -> None:
        torch.set_rng_state(states["cpu"])
        if "cuda" in states and self.device.type == "cuda":
            torch.cuda.set_rng_state(states["cuda"], self.device)
