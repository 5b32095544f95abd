using MedSsl.Learning.Backbones;
using MedSsl.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Training;

/// <summary>What is trained: a backbone and a projection head that all modalities share, and what the objective brings.</summary>
internal sealed class PretrainingNetwork : Module
{
    private readonly ResNet backbone;
    private readonly ProjectionHead head;

    public PretrainingNetwork(ResNet backbone, ProjectionHead head, IObjective objective)
        : base(nameof(PretrainingNetwork))
    {
        this.backbone = backbone;
        this.head = head;
        RegisterComponents();
        foreach (var (name, module) in objective.Modules)
        {
            register_module(name, module);
        }
    }

    public ResNet Backbone => backbone;

    /// <summary>
    /// Multi-crop forward: the backbone runs once per crop size, the head once over all crops. So the backbone's batch statistics belong to a
    /// size, the head's to the whole batch. Only the backbone runs in bfloat16.
    /// </summary>
    /// <param name="crops">One [crops of that size · B, 1, s, s] per size, crop-major.</param>
    /// <param name="bfloat16">Mixed precision for the backbone.</param>
    /// <returns>Unit embeddings [V·B, dimension] in the order of the crops.</returns>
    public Tensor Embed(IReadOnlyList<Tensor> crops, bool bfloat16)
    {
        using var scope = NewDisposeScope();
        var features = new List<Tensor>();
        using (Autocast.BFloat16(crops[0].device_type, bfloat16))
        {
            foreach (var group in crops)
            {
                features.Add(backbone.call(group));
            }
        }

        return head.call(cat(features.Select(feature => feature.to(ScalarType.Float32)).ToList())).MoveToOuterDisposeScope();
    }
}
