using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Swav;

/// <summary>
/// Prototypes C_m, one set per modality (Ghesu et al. 2022, §3.2: one clustering over mixed modalities is unstable). Bias-free; each row is a
/// direction, projected back onto the unit sphere before every forward pass.
/// </summary>
public sealed class Prototypes : Module
{
    private const double SmallestNorm = 1e-12;

    // Asked for by name each time: moving a module to a device puts other tensors in the place of these.
    private readonly IReadOnlyList<string> modalities;

    private IEnumerable<Parameter> Weights => modalities.Select(modality => get_parameter(modality)!);

    /// <summary>Random directions.</summary>
    /// <param name="modalities">Each gets its own set.</param>
    /// <param name="count">K, prototypes per modality.</param>
    /// <param name="dimension">Length of an embedding.</param>
    /// <param name="seed">Makes them reproducible.</param>
    public Prototypes(IReadOnlyList<string> modalities, long count, long dimension, ulong seed)
        : base(nameof(Prototypes))
    {
        ArgumentNullException.ThrowIfNull(modalities);
        using var generator = new Generator(seed);
        this.modalities = modalities;
        foreach (var modality in modalities)
        {
            register_parameter(modality, new Parameter(randn(count, dimension, generator: generator)));
            register_buffer(LastUsedName(modality), zeros(count, ScalarType.Int64));
        }

        Normalize();
    }

    /// <summary>While true no gradient reaches the prototypes, so neither momentum nor decay moves them.</summary>
    public bool Frozen
    {
        get => Weights.Any(weight => !weight.requires_grad);
        set
        {
            foreach (var weight in Weights)
            {
                weight.requires_grad_(!value);
            }
        }
    }

    /// <summary>Makes every row a unit vector, outside the gradient.</summary>
    public void Normalize()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var weight in Weights)
        {
            weight.copy_(functional.normalize(weight, p: 2, dim: 1, eps: SmallestNorm));
        }
    }

    /// <summary>Cosines of embeddings and the prototypes of their modality.</summary>
    /// <param name="modality">Whose prototypes.</param>
    /// <param name="embeddings">Unit vectors [..., dimension].</param>
    /// <returns>[..., K].</returns>
    public Tensor Scores(string modality, Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        using var scope = NewDisposeScope();
        return embeddings.matmul(get_parameter(modality)!.t()).MoveToOuterDisposeScope();
    }

    /// <summary>Notes which prototypes were some sample's best in this step.</summary>
    /// <returns>How many have been nobody's best for <paramref name="window"/> steps.</returns>
    internal long NoteUse(string modality, Tensor codes, long step, long window)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var used = get_buffer(LastUsedName(modality))!;
        used.index_fill_(0, codes.argmax(1), step);
        return (used <= step - window).sum().item<long>();
    }

    private static string LastUsedName(string modality) => $"{modality}_last_used";
}
