using MedSsl.Learning.Backbones;
using MedSsl.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>
/// Multi-crop forward: the backbone runs once per crop size, the head once over all crops. So the backbone's batch statistics belong to a size, the head's to all sizes. Only the backbone
/// runs in bfloat16.
/// </summary>
internal static class MultiCropForward
{
    /// <summary>Unit embeddings and features of images.</summary>
    /// <param name="backbone">Shared by all images.</param>
    /// <param name="head">Shared by all images.</param>
    /// <param name="crops">One [crops of that size, B, channels, s, s] per size.</param>
    /// <param name="apart">Images whose batch statistics are their own: each slice passes by itself. One slice over all: they are shared.</param>
    /// <param name="bfloat16">Mixed precision for the backbone.</param>
    /// <returns>Embeddings [V, B, dimension] in the order of the crops, and the pooled features of the first size, [crops of that size, B, features], float32.</returns>
    public static (Tensor Embeddings, Tensor Features) Embed(ResNet backbone, ProjectionHead head, IReadOnlyList<Tensor> crops, IReadOnlyList<ModalitySlice> apart, bool bfloat16)
    {
        using var scope = NewDisposeScope();
        var parts = apart.Select(slice => EmbedTogether(backbone, head, [.. crops.Select(group => group.narrow(1, slice.Start, slice.Quota))], bfloat16)).ToList();
        return (Join([.. parts.Select(part => part.Embeddings)]).MoveToOuterDisposeScope(), Join([.. parts.Select(part => part.Features)]).MoveToOuterDisposeScope());
    }

    private static Tensor Join(List<Tensor> parts) => parts is [var only] ? only : cat(parts, 1);

    private static (Tensor Embeddings, Tensor Features) EmbedTogether(ResNet backbone, ProjectionHead head, List<Tensor> crops, bool bfloat16)
    {
        var images = crops[0].shape[1];
        var features = new List<Tensor>();
        using (Autocast.BFloat16(crops[0].device_type, bfloat16))
        {
            foreach (var group in crops)
            {
                features.Add(backbone.call(group.flatten(0, 1)).to(ScalarType.Float32));
            }
        }

        return (head.call(cat(features)).view(-1, images, head.Dimension), features[0].view(-1, images, backbone.FeatureCount));
    }
}
