using MedSsl.Learning.Backbones;
using MedSsl.Learning.Native;
using MedSsl.Learning.Supervised;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Training;

/// <summary>What is trained: a backbone and a projection head that all modalities share, what the objective brings, and a supervised head where there are labels.</summary>
internal sealed class PretrainingNetwork : Module
{
    private readonly ResNet backbone;
    private readonly ProjectionHead head;

    public PretrainingNetwork(ResNet backbone, ProjectionHead head, IObjective objective, SupervisedHead? supervised = null)
        : base(nameof(PretrainingNetwork))
    {
        this.backbone = backbone;
        this.head = head;
        RegisterComponents();
        foreach (var (name, module) in objective.Modules)
        {
            register_module(name, module);
        }

        if (supervised is not null)
        {
            register_module("supervised", supervised);
        }
    }

    public ResNet Backbone => backbone;

    /// <summary>
    /// Multi-crop forward: the backbone runs once per crop size, the head once over all crops. So the backbone's batch statistics belong to a
    /// size, the head's to the whole batch. Only the backbone runs in bfloat16.
    /// </summary>
    /// <param name="crops">One [crops of that size · B, 1, s, s] per size, crop-major.</param>
    /// <param name="bfloat16">Mixed precision for the backbone.</param>
    /// <returns>Unit embeddings [V·B, dimension] in the order of the crops, and the pooled features of the first size, [crops of that size · B, features], float32.</returns>
    public (Tensor Embeddings, Tensor Features) Embed(IReadOnlyList<Tensor> crops, bool bfloat16)
    {
        using var scope = NewDisposeScope();
        var features = new List<Tensor>();
        using (Autocast.BFloat16(crops[0].device_type, bfloat16))
        {
            foreach (var group in crops)
            {
                features.Add(backbone.call(group).to(ScalarType.Float32));
            }
        }

        return (head.call(cat(features)).MoveToOuterDisposeScope(), features[0].MoveToOuterDisposeScope());
    }
}
