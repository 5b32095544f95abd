using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Backbones;

/// <summary>
/// One residual block (He et al. 2016): two 3×3 convolutions, or 1×1, 3×3, 1×1 with the stride on the 3×3 ("v1.5", as torchvision and SwAV
/// have it). Field names are torchvision's, so that weights load there.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    /// <summary>Channels of a bottleneck's output over those of its 3×3 convolution.</summary>
    public const int BottleneckExpansion = 4;

    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d? conv3;
    private readonly BatchNorm2d? bn3;
    private readonly Sequential? downsample;
    private readonly long shortcutStride;

    public ResidualBlock(long inputChannels, long width, long stride, bool bottleneck)
        : base(nameof(ResidualBlock))
    {
        var outputChannels = bottleneck ? width * BottleneckExpansion : width;
        if (bottleneck)
        {
            conv1 = Conv2d(inputChannels, width, 1, bias: false);
            conv2 = Conv2d(width, width, 3, stride, padding: 1, bias: false);
            conv3 = Conv2d(width, outputChannels, 1, bias: false);
            bn3 = BatchNorm2d(outputChannels);
        }
        else
        {
            conv1 = Conv2d(inputChannels, width, 3, stride, padding: 1, bias: false);
            conv2 = Conv2d(width, width, 3, padding: 1, bias: false);
        }

        bn1 = BatchNorm2d(width);
        bn2 = BatchNorm2d(width);
        if (stride != 1 || inputChannels != outputChannels)
        {
            downsample = Sequential(("0", Conv2d(inputChannels, outputChannels, 1, bias: false)), ("1", BatchNorm2d(outputChannels)));
            shortcutStride = stride;
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = bn1.call(conv1.call(input)).relu_();
        x = bn2.call(conv2.call(x));
        if (conv3 is not null && bn3 is not null)
        {
            x = bn3.call(conv3.call(x.relu_()));
        }

        x = x.add_(downsample is null ? input : downsample.call(Thinned(input)));
        return x.relu_().MoveToOuterDisposeScope();
    }

    // What a 1×1 convolution with a stride sees. Not left to the convolution: for its gradient, from 512 channels on, oneDNN in libtorch 2.10 divided by zero and ended the process, on a virtual
    // machine with AVX-512 that tells no sizes of caches.
    private Tensor Thinned(Tensor input) => shortcutStride == 1 ? input : input.slice(2, 0, input.shape[2], shortcutStride).slice(3, 0, input.shape[3], shortcutStride);
}
