using MedSsl.Learning.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// A trained backbone as others expect one: safetensors with torchvision's names and three input channels, so that torchvision's model of that
/// name loads it (all but <c>fc</c>). A grey kernel w becomes w/3 in each channel: the response to a grey image shown three times is the same.
/// </summary>
public static class BackboneFile
{
    internal const string NameKey = "backbone";
    private const int FileChannels = 3;

    /// <summary>Writes the weights and running statistics of <paramref name="network"/>.</summary>
    /// <param name="network">The backbone, for one or three input channels.</param>
    /// <param name="name">Its name for <see cref="ResNet.Create"/>.</param>
    /// <param name="stream">Where to.</param>
    public static void Write(ResNet network, string name, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var state = network.state_dict().ToDictionary(tensor => tensor.Key, tensor => tensor.Value, StringComparer.Ordinal);
        state[Stem.Name] = Stem.Fit(state[Stem.Name], FileChannels);
        SafeTensors.Write(stream, state, new Dictionary<string, string> { [NameKey] = name, ["format"] = "pt" });
    }

    /// <summary>Reads a file of <see cref="Write"/> into a network for grey images (the kernel's channels are added up).</summary>
    /// <exception cref="InvalidDataException">The file is not a backbone; the message says what is missing or different.</exception>
    public static ResNet Read(Stream stream)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var tensors = SafeTensors.Read(stream, out var metadata);
        if (!metadata.TryGetValue(NameKey, out var name) || !ResNet.Names.Contains(name))
        {
            throw new InvalidDataException($"The file's metadata '{NameKey}' is '{metadata.GetValueOrDefault(NameKey)}'; expected is one of: {string.Join(", ", ResNet.Names)}.");
        }

        if (tensors.TryGetValue(Stem.Name, out var stem) && stem.dim() == 4)
        {
            tensors[Stem.Name] = Stem.Fit(stem, 1);
        }

        var network = ResNet.Create(name);
        TensorState.Copy(tensors, network.state_dict(), $"the weights of {name}");
        return network;
    }
}
