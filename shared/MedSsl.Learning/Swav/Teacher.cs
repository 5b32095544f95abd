using MedSsl.Learning.Backbones;
using MedSsl.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Swav;

/// <summary>
/// DINO's teacher (Caron et al. 2021, §3.1; centred by Sinkhorn as in DINOv2): a copy of backbone, head and prototypes that follows the trained ones slowly and gives their codes. No gradient
/// reaches it. Its batch statistics are those of its own passes.
/// </summary>
internal sealed class Teacher : Module
{
    private readonly ResNet backbone;
    private readonly ProjectionHead head;
    private readonly Prototypes prototypes;

    /// <summary>A teacher that knows nothing yet: it is a copy of the network after the first <see cref="Follow"/>.</summary>
    public Teacher(TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices)
        : base(nameof(Teacher))
    {
        backbone = recipe.NewBackbone();
        head = recipe.NewHead(backbone);
        prototypes = recipe.NewPrototypes(slices);
        RegisterComponents();
        foreach (var parameter in parameters())
        {
            parameter.requires_grad_(false);
        }
    }

    /// <summary>The slow backbone: the better one of the two while a run lasts.</summary>
    public ResNet Backbone => backbone;

    /// <summary>The slow prototypes.</summary>
    public Prototypes Prototypes => prototypes;

    /// <summary>How much of the teacher stays in a step: from <paramref name="start"/> along half a cosine to 1; nothing in the first.</summary>
    public static double Momentum(double start, long step, long steps) => step == 0 ? 0 : 1 - ((1 - start) * (Math.Cos(Math.PI * step / steps) + 1) / 2);

    /// <summary>One step towards the trained network: θ_t ← m·θ_t + (1 − m)·θ.</summary>
    /// <param name="trained">A network with parameters of the same names.</param>
    /// <param name="momentum">m.</param>
    public void Follow(Module trained, double momentum)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var own = trained.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter, StringComparer.Ordinal);
        foreach (var (name, parameter) in named_parameters())
        {
            parameter.mul_(momentum).add_(own[name], 1 - momentum);
        }

        prototypes.Normalize();
    }

    /// <summary>Unit embeddings of the assign crops.</summary>
    /// <param name="crops">[A, B, channels, s, s].</param>
    /// <param name="apart">As <see cref="MultiCropForward.Embed"/> has it.</param>
    /// <param name="bfloat16">Mixed precision for the backbone.</param>
    /// <returns>[A, B, D], without gradient.</returns>
    public Tensor Embed(Tensor crops, IReadOnlyList<ModalitySlice> apart, bool bfloat16)
    {
        using var noGradient = no_grad();
        return MultiCropForward.Embed(backbone, head, [crops], apart, bfloat16).Embeddings;
    }
}
