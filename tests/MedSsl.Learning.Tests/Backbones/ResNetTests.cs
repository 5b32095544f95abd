using System.Text;
using MedSsl.Learning.Backbones;
using MedSsl.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Backbones;

public sealed class ResNetTests
{
    // Parameter counts of the published models without fc, for three input channels.
    [Theory]
    [InlineData("resnet18", 11_176_512, 512)]
    [InlineData("resnet50", 23_508_032, 2048)]
    [InlineData("resnet50w2", 93_907_072, 4096)]
    [InlineData("resnet50w4", 375_378_176, 8192)]
    [InlineData("resnet152", 58_143_808, 2048)]
    public void Create_has_the_published_number_of_parameters_under_the_approved_names(string name, long parameters, long features)
    {
        using var network = ResNet.Create(name, inputChannels: 3);
        var shapes = new StringBuilder();
        foreach (var (key, tensor) in network.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            shapes.Append(key).Append(' ').Append(tensor.dtype).Append(" [").AppendJoin(", ", tensor.shape).Append("]\n");
        }

        Assert.Equal(parameters, network.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(features, network.FeatureCount);
        var approved = Path.Combine(Repository.Root, "tests", "golden", $"{name}.state-dict.txt");
        Assert.True(File.Exists(approved), $"{approved} is missing");
        Assert.Equal(File.ReadAllText(approved), shapes.ToString());
    }

    [Fact]
    public void Forward_gives_one_feature_vector_per_image_of_any_size()
    {
        using var scope = NewDisposeScope();
        var network = ResNet.Create("resnet18", seed: 1);
        network.eval();

        Assert.Equal([2L, 512], network.call(zeros(2, 1, 32, 32)).shape);
        Assert.Equal([1L, 512], network.call(zeros(1, 1, 70, 45)).shape);
        Assert.Equal([1L, 512, 2, 2], network.FeatureMap(zeros(1, 1, 64, 64)).shape);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    public void Shortcut_with_a_stride_is_a_convolution_with_it(int size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var block = new ResidualBlock(4, 8, 2, bottleneck: false);
        block.eval();
        using var noGradient = no_grad();
        var state = block.state_dict();
        state["bn2.weight"].zero_(); // what is left is the shortcut
        var images = randn([2, 4, size, size], generator: generator);
        var expected = (nn.functional.conv2d(images, state["downsample.0.weight"], strides: [2, 2]) / Math.Sqrt(1 + 1e-5)).relu();

        Assert.True(block.call(images).allclose(expected, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Backward_of_wide_shortcuts_reaches_every_weight_on_any_processor()
    {
        // 1×1 convolutions with a stride, 512 channels and more: their gradient ended the process on a virtual machine that tells no sizes of caches.
        using var scope = NewDisposeScope();
        var network = ResNet.Create("resnet50", seed: 1);

        network.call(randn(2, 1, 64, 64)).square().sum().backward();

        Assert.All(network.named_parameters(), entry => Assert.True(entry.parameter.grad is { } gradient && gradient.norm().item<float>() is > 0 and < float.PositiveInfinity, entry.name));
    }

    [Fact]
    public void Create_with_a_seed_is_reproducible_and_has_the_spread_of_kaiming()
    {
        using var scope = NewDisposeScope();
        var first = ResNet.Create("resnet18", seed: 7).state_dict();
        var second = ResNet.Create("resnet18", seed: 7).state_dict();
        var other = ResNet.Create("resnet18", seed: 8).state_dict();

        Assert.All(first, pair => Assert.True(pair.Value.equal(second[pair.Key]).all().item<bool>(), pair.Key));
        Assert.False(first["conv1.weight"].equal(other["conv1.weight"]).all().item<bool>());
        Assert.Equal(Math.Sqrt(2.0 / (64 * 49)), first["conv1.weight"].std().item<float>(), 1e-3);
        Assert.Equal(Math.Sqrt(2.0 / (512 * 9)), first["layer4.1.conv2.weight"].std().item<float>(), 1e-4);
    }

    [Fact]
    public void Create_of_an_unknown_name_lists_the_known_ones()
    {
        var exception = Assert.Throws<ArgumentException>(() => ResNet.Create("resnet19"));

        Assert.Contains("resnet152, resnet18, resnet50, resnet50w2, resnet50w4", exception.Message, StringComparison.Ordinal);
    }
}
