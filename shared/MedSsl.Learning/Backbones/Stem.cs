using static TorchSharp.torch;

namespace MedSsl.Learning.Backbones;

/// <summary>The first layer of a backbone between files and networks of one and three channels: a grey image shown to all channels gets the same answer from each form.</summary>
internal static class Stem
{
    /// <summary>Its weights in a state dict.</summary>
    public const string Name = "conv1.weight";

    /// <summary>Kernels for another number of channels: their sum, in equal parts; as they are where the number fits.</summary>
    /// <param name="kernels">[outputs, channels, height, width].</param>
    /// <param name="channels">Channels that are wanted.</param>
    /// <returns>[outputs, <paramref name="channels"/>, height, width].</returns>
    public static Tensor Fit(Tensor kernels, long channels) =>
        kernels.shape[1] == channels ? kernels : (kernels.sum(1, keepdim: true) / channels).repeat(1, channels, 1, 1);
}
