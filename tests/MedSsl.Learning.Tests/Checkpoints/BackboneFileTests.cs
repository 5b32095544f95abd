using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Checkpoints;

public sealed class BackboneFileTests
{
    [Fact]
    public void Read_of_a_written_backbone_gives_the_same_features()
    {
        using var scope = NewDisposeScope();
        var network = ResNet.Create("resnet18", seed: 3);
        network.call(rand(4, 1, 32, 32)); // moves the running statistics
        using var file = Written(network);

        using var read = BackboneFile.Read(file);

        var images = rand(2, 1, 40, 40);
        network.eval();
        read.eval();
        using var noGradient = no_grad();
        Assert.True(network.call(images).allclose(read.call(images), rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Written_file_has_torchvisions_shapes_and_answers_a_repeated_grey_image_alike()
    {
        using var scope = NewDisposeScope();
        var network = ResNet.Create("resnet18", seed: 3);
        using var file = Written(network);
        var state = SafeTensors.Read(file);
        var three = ResNet.Create("resnet18", inputChannels: 3);

        Assert.Equal([64L, 3, 7, 7], state["conv1.weight"].shape);
        Assert.Equal(three.state_dict().Keys.Order(), state.Keys.Order());
        TensorState.Copy(state, three.state_dict(), "resnet18");
        network.eval();
        three.eval();
        using var noGradient = no_grad();
        var grey = rand(2, 1, 32, 32);
        Assert.True(network.call(grey).allclose(three.call(grey.repeat(1, 3, 1, 1)), rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Read_of_a_file_without_some_tensors_names_them_and_what_is_wrong()
    {
        using var scope = NewDisposeScope();
        using var file = new MemoryStream();
        SafeTensors.Write(file, new Dictionary<string, Tensor> { ["bn1.weight"] = zeros(3), ["fc.bias"] = zeros(2) }, new Dictionary<string, string> { ["backbone"] = "resnet18" });
        file.Position = 0;

        var exception = Assert.Throws<InvalidDataException>(() => BackboneFile.Read(file));

        Assert.Contains("'conv1.weight' is missing", exception.Message, StringComparison.Ordinal);
        Assert.Contains("more", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_of_a_file_without_a_name_says_what_is_expected()
    {
        using var scope = NewDisposeScope();
        using var file = new MemoryStream();
        SafeTensors.Write(file, new Dictionary<string, Tensor> { ["a"] = zeros(3) });
        file.Position = 0;

        Assert.Contains("resnet18, resnet50", Assert.Throws<InvalidDataException>(() => BackboneFile.Read(file)).Message, StringComparison.Ordinal);
    }

    private static MemoryStream Written(ResNet network)
    {
        var stream = new MemoryStream();
        BackboneFile.Write(network, "resnet18", stream);
        stream.Position = 0;
        return stream;
    }
}
