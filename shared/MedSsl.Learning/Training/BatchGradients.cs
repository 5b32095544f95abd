using MedSsl.Learning.Supervised;
using MedSsl.Learning.Swav;
using MedSsl.Learning.Training.Health;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>
/// Gradients of α · self-supervised + β · supervised loss for a batch, in the paper's order. A batch that is divided passes twice: first, without gradient, for codes over all its images, then
/// part by part against these codes; so Sinkhorn sees the whole batch, and plain accumulation would not give that.
/// </summary>
internal sealed class BatchGradients(TrainingRecipe recipe, PretrainingNetwork network, IObjective objective, Teacher? teacher, LabelTask? labels, IReadOnlyList<ModalitySlice> slices, bool bfloat16)
{
    private readonly IReadOnlyList<BatchPart> parts = BatchPart.Divide(slices, recipe.MicroBatches);

    /// <summary>Adds the gradients of a batch to those that parameters have.</summary>
    /// <param name="crops">One [crops of that size, B, channels, s, s] per size.</param>
    /// <param name="targets">What each image's labels say; null for one without labels.</param>
    /// <param name="step">Steps done before.</param>
    public BatchResult Accumulate(IReadOnlyList<Tensor> crops, IReadOnlyList<IReadOnlyList<float>?> targets, long step)
    {
        // DINO: the teacher comes nearer to what the last step gave. SwAV: prototypes back onto the unit sphere; while frozen they receive no gradient at all.
        teacher?.Follow(network, Teacher.Momentum(recipe.TeacherMomentum, step, recipe.Steps));
        objective.Begin(step);

        // Codes of the assign crops by the teacher, or by a first pass over all parts; of a batch that passes at once they come from that pass.
        var codes = AssignEmbeddings(crops) is { } assigning ? objective.Assign(assigning, step) : null;
        var known = Known(targets);
        var results = new List<BatchResult>();
        foreach (var part in parts)
        {
            using var scope = NewDisposeScope();
            var targetsOfPart = part.Rows.Select(row => targets[(int)row]).ToList();

            // Multi-crop forward: one backbone pass per crop size, one head pass; unit embeddings.
            var (z, features) = network.Embed(Rows(crops, part), Apart(part), bfloat16); // [V, n, D]

            NotFiniteException.Check(z, "embeddings");

            // SwAV, per modality: codes by Sinkhorn, beside the queue; swapped prediction by every other crop. SimCLR: contrast.
            codes ??= objective.Assign(z.narrow(0, 0, SwavObjective.AssignCrops).detach(), step);
            var loss = objective.Compute(z, codes is null ? null : Rows(codes.Codes, part), part.Slices);
            foreach (var one in loss.Modalities)
            {
                NotFiniteException.Check(one.Loss, $"loss of {one.Slice.Modality}", one.Slice.Modality);
            }

            var selfSupervised = stack(loss.Modalities.Select(one => one.Loss * one.Weight)).sum();

            // What the labels say, from the features of the first large crop; nothing if no image has one.
            var supervised = Supervised(features[0], targetsOfPart) is { } mean ? mean * ((double)Known(targetsOfPart) / known) : null;

            if (supervised is not null)
            {
                NotFiniteException.Check(supervised, "supervised loss");
            }

            // What has no weight or no label is not part of the graph.
            var total = Total(selfSupervised, supervised);
            total?.backward();
            results.Add(new BatchResult(
                total?.item<float>() ?? 0, selfSupervised.item<float>(), supervised?.item<float>(), loss.Collapsed,
                [.. loss.Modalities.Select(one => new ModalityResult(one.Slice, one.Loss.item<float>(), one.PredictionPerplexity, null))],
                z[0].detach().MoveToOuterDisposeScope()));
        }

        return Joined(results, codes?.Statistics);
    }

    /// <summary>Null where the pass that gives gradients gives the codes, too.</summary>
    private Tensor? AssignEmbeddings(IReadOnlyList<Tensor> crops)
    {
        if (teacher is null && parts.Count == 1)
        {
            return null;
        }

        using var noGradient = no_grad();
        var result = new List<Tensor>();
        foreach (var part in parts)
        {
            using var scope = NewDisposeScope();
            var large = Rows(crops[0].narrow(0, 0, SwavObjective.AssignCrops), part);
            result.Add((teacher?.Embed(large, Apart(part), bfloat16) ?? network.Embed([large], Apart(part), bfloat16).Embeddings).MoveToOuterDisposeScope());
        }

        return InOrder(result, 1);
    }

    private IReadOnlyList<Tensor> Rows(IReadOnlyList<Tensor> crops, BatchPart part) => parts.Count == 1 ? crops : [.. crops.Select(group => Rows(group, part))];

    /// <summary>The rows of a part, of dimension 1.</summary>
    private Tensor Rows(Tensor tensor, BatchPart part) => parts.Count == 1 ? tensor : tensor.index_select(1, torch.tensor(part.Rows.ToArray()).to(tensor.device));

    /// <summary>Parts put together in the order of the batch.</summary>
    private Tensor InOrder(IReadOnlyList<Tensor> ofParts, int dimension)
    {
        if (ofParts is [var only])
        {
            return only;
        }

        var place = torch.tensor(parts.SelectMany(part => part.Rows).ToArray()).argsort().to(ofParts[0].device);
        return cat(ofParts.ToList(), dimension).index_select(dimension, place);
    }

    private IReadOnlyList<ModalitySlice> Apart(BatchPart part) => recipe.BatchNormPerModality ? part.Slices : [ModalitySlice.Whole(part.Slices)];

    /// <param name="features">[n, features].</param>
    /// <param name="targets">Of each image; null for one without labels.</param>
    private Tensor? Supervised(Tensor features, List<IReadOnlyList<float>?> targets)
    {
        if (labels is null || targets.TrueForAll(one => one is null))
        {
            return null;
        }

        var unknown = Enumerable.Repeat(float.NaN, labels.Outputs).ToArray();
        var values = torch.tensor(targets.SelectMany(one => one ?? unknown).ToArray()).to(features.device).view(targets.Count, labels.Outputs); // [n, C]
        return SupervisedLoss.Compute(network.Supervised!.call(features), values, labels.Kind);
    }

    /// <summary>Entries that the supervised loss is a mean over.</summary>
    private static int Known(IReadOnlyList<IReadOnlyList<float>?> targets) => targets.Sum(one => one?.Count(value => !float.IsNaN(value)) ?? 0);

    private Tensor? Total(Tensor selfSupervised, Tensor? supervised)
    {
        var weighted = supervised is null ? null : supervised * recipe.SupervisedWeight;
        if (recipe.SelfSupervisedWeight == 0)
        {
            return weighted;
        }

        var total = selfSupervised * recipe.SelfSupervisedWeight;
        return weighted is null ? total : total + weighted;
    }

    /// <summary>Losses and embeddings of the whole batch.</summary>
    private BatchResult Joined(List<BatchResult> results, IReadOnlyDictionary<string, CodeStatistics>? statistics)
    {
        var modalities = objective.Slices.Select((slice, i) =>
        {
            var ofParts = results.Select(result => result.Modalities[i]).ToList();
            return new ModalityResult(slice, Mean(one => one.Loss)!.Value, Mean(one => one.PredictionPerplexity), statistics?[slice.Modality]);

            double? Mean(Func<ModalityResult, double?> figure) => ofParts.Aggregate((double?)0, (sum, one) => sum + (figure(one) * one.Slice.Quota)) / slice.Quota;
        }).ToList();
        var supervised = results.Where(result => result.Supervised is not null).ToList();
        return new BatchResult(
            results.Sum(result => result.Loss), results.Sum(result => result.SelfSupervised), supervised.Count == 0 ? null : supervised.Sum(result => result.Supervised), results[0].Collapsed,
            modalities, InOrder([.. results.Select(result => result.Embeddings)], 0));
    }
}
