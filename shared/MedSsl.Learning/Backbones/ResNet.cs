using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Backbones;

/// <summary>
/// ResNet (He et al. 2016) without its classifier: images in, pooled features out. Parameter names are torchvision's. "w2" and "w4" multiply every
/// width, the stem's too, as SwAV does; that is not torchvision's <c>wide_resnet50_2</c>.
/// </summary>
public sealed class ResNet : Module<Tensor, Tensor>
{
    private const int StemWidth = 64;

    private static readonly Dictionary<string, (int[] Blocks, bool Bottleneck, int Width)> Architectures = new(StringComparer.Ordinal)
    {
        ["resnet18"] = ([2, 2, 2, 2], false, 1),
        ["resnet50"] = ([3, 4, 6, 3], true, 1),
        ["resnet50w2"] = ([3, 4, 6, 3], true, 2),
        ["resnet50w4"] = ([3, 4, 6, 3], true, 4),
        ["resnet152"] = ([3, 8, 36, 3], true, 1),
    };

    private readonly int inputChannels;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;

    private ResNet(int[] blocks, bool bottleneck, int widthFactor, int inputChannels)
        : base(nameof(ResNet))
    {
        this.inputChannels = inputChannels;
        var channels = StemWidth * widthFactor;
        conv1 = Conv2d(inputChannels, channels, 7, 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(channels);
        layer1 = Stage(0, 1);
        layer2 = Stage(1, 2);
        layer3 = Stage(2, 2);
        layer4 = Stage(3, 2);
        FeatureCount = channels;
        RegisterComponents();

        Sequential Stage(int index, int stride)
        {
            var width = StemWidth * widthFactor << index;
            var stage = new List<(string, Module<Tensor, Tensor>)>();
            for (var i = 0; i < blocks[index]; i++)
            {
                stage.Add(($"{i}", new ResidualBlock(channels, width, i == 0 ? stride : 1, bottleneck)));
                channels = bottleneck ? width * ResidualBlock.BottleneckExpansion : width;
            }

            return Sequential(stage);
        }
    }

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Architectures.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Length of the feature vector of one image.</summary>
    public long FeatureCount { get; }

    /// <summary>A new network with random weights: Kaiming normal over the fan-out, as SwAV and torchvision begin.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputChannels">Channels of the images: 1 for grey.</param>
    /// <param name="seed">Makes the weights reproducible; drawn from torch's global generator if null.</param>
    public static ResNet Create(string name, int inputChannels = 1, ulong? seed = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Architectures.TryGetValue(name, out var architecture))
        {
            throw new ArgumentException($"No backbone is called '{name}'; there are: {string.Join(", ", Names)}.", nameof(name));
        }

        var network = new ResNet(architecture.Blocks, architecture.Bottleneck, architecture.Width, inputChannels);
        using var generator = seed is { } value ? new Generator(value) : null;
        using var noGradient = no_grad();
        foreach (var (_, parameter) in network.named_parameters())
        {
            if (parameter.dim() == 4)
            {
                // Kaiming normal, fan out, gain of ReLU: sd = sqrt(2 / (output channels · kernel area)).
                var shape = parameter.shape;
                parameter.normal_(0, Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3])), generator);
            }
        }

        return network;
    }

    /// <summary>Features before global average pooling.</summary>
    /// <param name="images">[B, channels, H, W]; a grey image is shown to each channel of the stem.</param>
    /// <returns>[B, <see cref="FeatureCount"/>, H/32, W/32].</returns>
    public Tensor FeatureMap(Tensor images)
    {
        using var scope = NewDisposeScope();
        var shown = images.shape[1] == 1 && inputChannels > 1 ? images.expand(-1, inputChannels, -1, -1) : images;
        var x = bn1.call(conv1.call(shown)).relu_();
        x = functional.max_pool2d(x, kernel_size: 3, stride: 2, padding: 1);
        return layer4.call(layer3.call(layer2.call(layer1.call(x)))).MoveToOuterDisposeScope();
    }

    /// <summary>Global-average-pooled features.</summary>
    /// <param name="input">[B, channels, H, W]; a grey image is shown to each channel of the stem.</param>
    /// <returns>[B, <see cref="FeatureCount"/>].</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return FeatureMap(input).mean([2L, 3L]).MoveToOuterDisposeScope();
    }
}
