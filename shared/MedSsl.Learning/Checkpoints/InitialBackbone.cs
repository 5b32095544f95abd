using MedSsl.Learning.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// Weights that a training begins with: of a backbone of this platform (<see cref="BackboneFile"/>), of torchvision, or of SwAV's authors (github.com/facebookresearch/swav). The kernels of
/// an RGB stem are added up for a stem of one channel: a grey image then gets the answer that it would get when shown three times, so that the running statistics behind the stem hold. It is three times
/// their mean; batch normalization makes the two alike in training.
/// </summary>
public static class InitialBackbone
{
    private const string BatchCount = "num_batches_tracked";

    // DistributedDataParallel puts one before every name.
    private const string Wrapper = "module.";

    // What follows the backbone: torchvision's classifier, SwAV's projection head and prototypes.
    private static readonly string[] Heads = ["fc.", "projection_head.", "prototypes."];

    /// <summary>Copies the weights of a file into a network; on failure it is as before.</summary>
    /// <param name="stream">Safetensors or a file of <c>torch.save</c>, at its start; it must be able to seek.</param>
    /// <param name="network">The network.</param>
    /// <param name="name">Its name for <see cref="ResNet.Create"/>.</param>
    /// <exception cref="InvalidDataException">The file is damaged or holds other weights: the message names every tensor that is missing, not expected, of another shape or not finite.</exception>
    public static void Load(Stream stream, ResNet network, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var tensors = Rename(WeightFile.Read(stream, out var metadata));
        if (metadata.TryGetValue(BackboneFile.NameKey, out var found) && found != name)
        {
            throw new InvalidDataException($"The weights are those of a {found}, and the backbone is {name}.");
        }

        var target = network.state_dict();
        if (tensors.TryGetValue(Stem.Name, out var stem) && stem.dim() == 4)
        {
            tensors[Stem.Name] = Stem.Fit(stem.to(ScalarType.Float32), target[Stem.Name].shape[1]);
        }

        foreach (var (key, expected) in target)
        {
            if (tensors.TryGetValue(key, out var tensor))
            {
                tensors[key] = tensor.to(expected.dtype);
            }
            else if (key.EndsWith(BatchCount, StringComparison.Ordinal))
            {
                tensors[key] = zeros_like(expected); // files from before PyTorch 0.4.1 do not count, and nothing here uses the count
            }
        }

        if (tensors.Where(pair => !pair.Value.isfinite().all().item<bool>()).Select(pair => $"'{pair.Key}'").ToList() is { Count: > 0 } bad)
        {
            throw new InvalidDataException($"The weights hold values that are infinite or not a number, in {string.Join(", ", bad)}: the file is damaged, or its training had diverged.");
        }

        TensorState.Copy(tensors, target, $"the weights of {name}", int.MaxValue);
    }

    private static Dictionary<string, Tensor> Rename(Dictionary<string, Tensor> tensors)
    {
        var prefix = tensors.Keys.All(key => key.StartsWith(Wrapper, StringComparison.Ordinal)) ? Wrapper.Length : 0;
        return tensors.Select(pair => (Key: pair.Key[prefix..], pair.Value))
            .Where(pair => !Heads.Any(head => pair.Key.StartsWith(head, StringComparison.Ordinal)))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }
}
