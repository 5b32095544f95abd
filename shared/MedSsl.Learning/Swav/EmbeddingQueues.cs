using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Swav;

/// <summary>
/// The embeddings of batches before, for each modality and each assign crop (Caron et al. 2020, §4.1 "small batches"; one per modality as the prototypes of
/// Ghesu et al. 2022): a batch with few images of a modality still spreads its codes over all prototypes, since Sinkhorn sees the queue beside it. What is kept
/// are unit embeddings, not scores, so that they are always compared with the prototypes of today. Part of a checkpoint.
/// </summary>
public sealed class EmbeddingQueues : Module
{
    private readonly Dictionary<string, long> lengths;

    /// <summary>Empty queues.</summary>
    /// <param name="lengths">Rows for each modality; without a queue where 0.</param>
    /// <param name="assignCrops">A, crops that give codes.</param>
    /// <param name="dimension">D, length of an embedding.</param>
    public EmbeddingQueues(IEnumerable<(string Modality, long Length)> lengths, int assignCrops, long dimension)
        : base(nameof(EmbeddingQueues))
    {
        this.lengths = lengths.Where(queue => queue.Length > 0).ToDictionary(queue => queue.Modality, queue => queue.Length, StringComparer.Ordinal);
        foreach (var (modality, length) in this.lengths)
        {
            register_buffer(modality, zeros(assignCrops, length, dimension));
            register_buffer(FilledName(modality), zeros(1, ScalarType.Int64));
        }
    }

    /// <summary>The embeddings of a modality, newest first; null until as many have come as the queue holds, since zeros would pass for embeddings.</summary>
    /// <returns>[A, length, D].</returns>
    public Tensor? Full(string modality) =>
        lengths.TryGetValue(modality, out var length) && get_buffer(FilledName(modality))!.item<long>() == length ? get_buffer(modality) : null;

    /// <summary>Puts the embeddings of a batch in front; the oldest go.</summary>
    /// <param name="modality">Whose they are; nothing happens where it has no queue.</param>
    /// <param name="embeddings">Those of the assign crops, [A, B, D].</param>
    public void Insert(string modality, Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (!lengths.TryGetValue(modality, out var length))
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (queue, filled) = (get_buffer(modality)!, get_buffer(FilledName(modality))!);
        queue.copy_(cat([embeddings.detach().to(queue.dtype), queue], 1).narrow(1, 0, length));
        filled.add_(embeddings.shape[1]).clamp_(max: length);
    }

    private static string FilledName(string modality) => $"{modality}_filled";
}
