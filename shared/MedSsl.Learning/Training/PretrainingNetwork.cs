using MedSsl.Learning.Backbones;
using MedSsl.Learning.Supervised;
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

        Supervised = supervised;
        if (supervised is not null)
        {
            register_module("supervised", supervised);
        }
    }

    public ResNet Backbone => backbone;

    /// <summary>Answers of the labels; null where there are none.</summary>
    public SupervisedHead? Supervised { get; }

    /// <summary>Embeddings and features of a batch (<see cref="MultiCropForward"/>).</summary>
    public (Tensor Embeddings, Tensor Features) Embed(IReadOnlyList<Tensor> crops, IReadOnlyList<ModalitySlice> apart, bool bfloat16) =>
        MultiCropForward.Embed(backbone, head, crops, apart, bfloat16);
}
