using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Checkpoints;

public sealed class InitialBackboneTests
{
    private const string Stem = "conv1.weight";

    [Fact]
    public void Load_of_torchvisions_names_adds_up_the_RGB_stem_and_answers_grey_images_alike()
    {
        using var scope = NewDisposeScope();
        var rgb = Moved(3);
        var state = new Dictionary<string, Tensor>(rgb.state_dict()) { ["fc.weight"] = zeros(2, 512), ["fc.bias"] = zeros(2) };
        var (grey, three) = (ResNet.Create("resnet18", seed: 1), ResNet.Create("resnet18", 3, seed: 1));

        InitialBackbone.Load(TorchSave.File(state), grey, "resnet18");
        InitialBackbone.Load(TorchSave.File(state), three, "resnet18");

        // Golden: one kernel, added up by hand.
        using var noGradient = no_grad();
        var (w, sum) = (state[Stem], grey.state_dict()[Stem]);
        Assert.Equal([64L, 1, 7, 7], sum.shape);
        Assert.Equal(w[5, 0, 2, 3].item<float>() + w[5, 1, 2, 3].item<float>() + w[5, 2, 2, 3].item<float>(), sum[5, 0, 2, 3].item<float>(), 1e-6f);
        AssertSame(rgb, three);

        var images = rand(2, 1, 40, 40);
        rgb.eval();
        grey.eval();
        three.eval();
        var expected = rgb.call(images.repeat(1, 3, 1, 1));
        Assert.True(expected.allclose(grey.call(images), rtol: 1e-4, atol: 1e-5));
        Assert.True(expected.allclose(three.call(images), rtol: 1e-4, atol: 1e-5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_of_SwAVs_names_leaves_out_head_and_prototypes(bool isOld)
    {
        using var scope = NewDisposeScope();
        var published = Moved(3);
        var state = published.state_dict().Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary(pair => $"module.{pair.Key}", pair => pair.Value);
        state["module.projection_head.0.weight"] = zeros(8, 512);
        state["module.prototypes.weight"] = zeros(30, 8);
        var network = ResNet.Create("resnet18", 3, seed: 1);

        InitialBackbone.Load(TorchSave.File(state, isOld), network, "resnet18");

        AssertSame(published, network, "num_batches_tracked");
        Assert.Equal(0, network.state_dict()["bn1.num_batches_tracked"].item<long>());
    }

    [Fact]
    public void Load_of_a_backbone_of_the_platform_and_of_half_precision_gives_its_weights()
    {
        using var scope = NewDisposeScope();
        var trained = Moved(1);
        using var file = new MemoryStream();
        BackboneFile.Write(trained, "resnet18", file);
        var (one, three, half) = (ResNet.Create("resnet18", seed: 1), ResNet.Create("resnet18", 3, seed: 1), ResNet.Create("resnet18", seed: 1));

        InitialBackbone.Load(Rewound(file), one, "resnet18");
        InitialBackbone.Load(Rewound(file), three, "resnet18");
        InitialBackbone.Load(TorchSave.File(trained.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.is_floating_point() ? pair.Value.to(ScalarType.Float16) : pair.Value)), half, "resnet18");

        using var noGradient = no_grad();
        Assert.True(trained.state_dict()[Stem].allclose(one.state_dict()[Stem], rtol: 1e-5, atol: 1e-7));
        Assert.True(trained.state_dict()[Stem].allclose(half.state_dict()[Stem], rtol: 1e-3, atol: 1e-4));
        var images = rand(2, 1, 40, 40);
        trained.eval();
        three.eval();
        Assert.True(trained.call(images).allclose(three.call(images), rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Load_of_other_weights_names_every_tensor_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var network = ResNet.Create("resnet18", seed: 1);
        var before = network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        var state = new Dictionary<string, Tensor>(Moved(3).state_dict());
        foreach (var i in Enumerable.Range(0, 6))
        {
            state[$"extra{i}"] = zeros(1);
        }

        state.Remove("bn1.weight");
        state["bn1.bias"] = zeros(3);
        var message = Failure(state, network);

        Assert.All(Enumerable.Range(0, 6), i => Assert.Contains($"'extra{i}' is not expected", message, StringComparison.Ordinal));
        Assert.Contains("'bn1.weight' is missing", message, StringComparison.Ordinal);
        Assert.Contains("'bn1.bias' is Float32 [3], expected Float32 [64]", message, StringComparison.Ordinal);

        var diverged = new Dictionary<string, Tensor>(Moved(3).state_dict()) { ["layer1.0.bn1.bias"] = full(64, float.NaN) };
        Assert.Contains("not a number, in 'layer1.0.bn1.bias'", Failure(diverged, network), StringComparison.Ordinal);

        using var file = new MemoryStream();
        BackboneFile.Write(Moved(1), "resnet18", file);
        Assert.Contains("those of a resnet18, and the backbone is resnet50", Assert.Throws<InvalidDataException>(() => InitialBackbone.Load(Rewound(file), network, "resnet50")).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<InvalidDataException>(() => InitialBackbone.Load(new MemoryStream(), network, "resnet18")).Message, StringComparison.Ordinal);
        Assert.All(before, pair => Assert.True(pair.Value.eq(network.state_dict()[pair.Key]).all().item<bool>(), pair.Key));
    }

    /// <summary>A network whose running statistics are not those of the start.</summary>
    private static ResNet Moved(int channels)
    {
        var network = ResNet.Create("resnet18", channels, seed: 3);
        network.call(rand(4, channels, 32, 32));
        return network;
    }

    private static void AssertSame(ResNet expected, ResNet found, string but = "-")
    {
        var state = found.state_dict();
        Assert.All(expected.state_dict().Where(pair => !pair.Key.EndsWith(but, StringComparison.Ordinal)), pair => Assert.True(pair.Value.eq(state[pair.Key]).all().item<bool>(), pair.Key));
    }

    private static string Failure(Dictionary<string, Tensor> state, ResNet network) =>
        Assert.Throws<InvalidDataException>(() => InitialBackbone.Load(TorchSave.File(state), network, "resnet18")).Message;

    private static MemoryStream Rewound(MemoryStream file) => new(file.ToArray());
}
