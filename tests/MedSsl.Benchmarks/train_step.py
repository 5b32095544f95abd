"""One SwAV step in PyTorch, for each line that comes in: seconds, seconds of processor time and loss go out.

Written from the formulas (He et al. 2016; You et al. 2017; Caron et al. 2020, eq. 2-6), as the platform's own step is:
ResNet-50 with a grey stem, LARC around SGD with momentum, Sinkhorn in the log domain, random crops without augmentation.
"""
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

batch, large, large_size, small, small_size, hidden, dimension, prototypes, rounds, bfloat16, threads = (int(value) for value in sys.argv[1:])
EPSILON, TEMPERATURE, RATE, MOMENTUM, DECAY, TRUST = 0.05, 0.1, 0.1, 0.9, 1e-6, 0.001
torch.set_num_threads(threads)
torch.manual_seed(1)


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        self.downsample = None
        if stride != 1 or inputs != 4 * width:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu_()
        y = self.bn2(self.conv2(y)).relu_()
        y = self.bn3(self.conv3(y))
        return y.add_(x if self.downsample is None else self.downsample(x)).relu_()


def resnet50():
    layers, inputs = [nn.Conv2d(1, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)], 64
    for width, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            layers.append(Bottleneck(inputs, width, stride if block == 0 else 1))
            inputs = 4 * width
    network = nn.Sequential(*layers)
    for parameter in network.parameters():
        if parameter.dim() == 4:
            nn.init.kaiming_normal_(parameter, mode="fan_out", nonlinearity="relu")
    return network


trunk = resnet50()
head = nn.Sequential(nn.Linear(2048, hidden), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Linear(hidden, dimension))
centres = nn.Parameter(torch.randn(prototypes, dimension))
parameters = [*trunk.parameters(), *head.parameters(), centres]
optimizer = torch.optim.SGD(parameters, lr=RATE, momentum=MOMENTUM)
crops = [torch.randn(large * batch, 1, large_size, large_size), torch.randn(small * batch, 1, small_size, small_size)]


@torch.no_grad()
def codes(scores):
    q = scores / EPSILON
    for _ in range(rounds):
        q = q - q.logsumexp(0, keepdim=True)
        q = q - q.logsumexp(1, keepdim=True)
    return q.exp()


@torch.no_grad()
def scale_gradients():
    for parameter in parameters:
        weight, gradient = parameter.norm(), parameter.grad.norm()
        if not math.isfinite(weight) or not math.isfinite(gradient):
            raise SystemExit("not finite")
        if weight > 0 and gradient > 0:
            parameter.grad.add_(parameter, alpha=DECAY).mul_(TRUST * weight / (gradient + DECAY * weight + 1e-8))


def step():
    with torch.no_grad():
        centres.copy_(F.normalize(centres, dim=1))
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bool(bfloat16)):
        features = [trunk(group).mean((2, 3)).float() for group in crops]
    z = F.normalize(head(torch.cat(features)), dim=1).view(large + small, batch, dimension)
    scores = z @ centres.t()
    targets = [codes(scores[a].detach()) for a in range(2)]
    log_p = [F.log_softmax(view / TEMPERATURE, 1) for view in scores]
    views = large + small
    loss = sum(-(targets[a] * log_p[v]).sum(1).mean() for a in range(2) for v in range(views) if v != a) / (2 * (views - 1))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    scale_gradients()
    optimizer.step()
    return loss.item()


print("ready", torch.__version__, sum(parameter.numel() for parameter in parameters), flush=True)
for _ in sys.stdin:
    wall, processor = time.perf_counter(), time.process_time()
    value = step()
    print(time.perf_counter() - wall, time.process_time() - processor, value, flush=True)
