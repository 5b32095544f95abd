using MedSsl.Learning.Swav;
using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Swav;

public sealed class SwavObjectiveTests
{
    private const int Dimension = 16;

    private static readonly TrainingRecipe Recipe = TrainingRecipe.BuiltIn["demo"] with
    {
        BatchSize = 16, EmbeddingSize = Dimension, Prototypes = 5, QueueLength = 16, EpsilonFactor = 0, SinkhornIterations = 3,
    };

    private static readonly ModalitySlice[] Slices = [new("CT", 1000, 0, 8), new("MR", 1000, 8, 8)];

    [Fact]
    public void Codes_are_those_of_the_batch_among_queue_and_batch_once_the_queue_is_full()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var (prototypes, objective) = Objective(Recipe);
        var batches = Enumerable.Range(0, 4).Select(_ => Embeddings(generator)).ToList();

        var codes = batches.Select((z, step) => CodesAndStep(objective, z, step, Slices[1])).ToList();

        Tensor Scores(int batch) => prototypes.Scores("MR", batches[batch][0].narrow(0, 8, 8)).detach();
        Assert.True(codes[1].allclose(Sinkhorn.Assign(Scores(1), 0.05, 3), atol: 1e-6), "a queue that is not full is not used");
        Assert.True(codes[3].allclose(Sinkhorn.Assign(cat([Scores(2), Scores(1), Scores(3)]), 0.05, 3).narrow(0, 16, 8), atol: 1e-6), "newest first, batch last");
        Assert.False(codes[3].allclose(Sinkhorn.Assign(Scores(3), 0.05, 3), atol: 1e-3));
    }

    [Fact]
    public void Queue_is_scored_with_the_prototypes_of_the_step()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var (prototypes, objective) = Objective(Recipe);
        var batches = Enumerable.Range(0, 3).Select(_ => Embeddings(generator)).ToList();
        Step(objective, batches[0], 0);
        Step(objective, batches[1], 1);
        using (no_grad())
        {
            prototypes.get_parameter("CT")!.copy_(randn([5, Dimension], generator: generator));
        }

        objective.Begin(2);
        var codes = CodesAndStep(objective, batches[2], 2, Slices[0]);

        Tensor Scores(int batch) => prototypes.Scores("CT", batches[batch][0].narrow(0, 0, 8)).detach();
        Assert.True(codes.allclose(Sinkhorn.Assign(cat([Scores(1), Scores(0), Scores(2)]), 0.05, 3).narrow(0, 16, 8), atol: 1e-6));
    }

    [Fact]
    public void Queue_is_filled_from_its_start_on_and_sends_no_gradient_back()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var (prototypes, objective) = Objective(Recipe with { QueueStart = 2 });
        var batches = Enumerable.Range(0, 5).Select(_ => Embeddings(generator).requires_grad_()).ToList();

        var codes = batches[..4].Select((z, step) => CodesAndStep(objective, z, step, Slices[0])).ToList();
        codes.Add(objective.Codes("CT", batches[4].narrow(0, 0, 2).narrow(1, 0, 8), out _)[0]);
        Step(objective, batches[4], 4).Loss.Modalities[0].Loss.backward();

        Tensor Scores(int batch) => prototypes.Scores("CT", batches[batch][0].narrow(0, 0, 8)).detach();
        Assert.True(codes[3].allclose(Sinkhorn.Assign(Scores(3), 0.05, 3), atol: 1e-6), "filled from step 2 on, it is not full in step 3");
        Assert.False(codes[4].allclose(Sinkhorn.Assign(Scores(4), 0.05, 3), atol: 1e-3));
        Assert.All(batches[..4], z => Assert.Null(z.grad));
        Assert.NotNull(batches[4].grad);
    }

    [Theory]
    [InlineData(0, 1000, 8, 0)]
    [InlineData(3840, 100_000, 256, 3840)]
    [InlineData(3840, 8000, 256, 1792)]
    [InlineData(100, 1000, 8, 96)]
    [InlineData(100, 20, 8, 0)]
    public void QueueLength_is_a_whole_number_of_batches_and_a_quarter_of_the_images_at_most(int wanted, long images, int quota, long expected) =>
        Assert.Equal(expected, SwavObjective.QueueLength(Recipe with { QueueLength = wanted }, new ModalitySlice("CT", images, 0, quota)));

    /// <summary>
    /// Eight images cannot use sixty-four prototypes alike without each being spread over eight of them at least (no entry of a code exceeds B/K), which says little; among a
    /// queue of 128 they can be told apart.
    /// </summary>
    [Fact]
    public void Codes_of_a_rare_modality_are_sharp_with_a_queue_and_flat_without()
    {
        using var scope = NewDisposeScope();
        var recipe = Recipe with { Prototypes = 64, Epsilon = 0.02, SinkhornIterations = 10 };

        Assert.InRange(Perplexity(recipe with { QueueLength = 0 }), 8, 64);
        Assert.InRange(Perplexity(recipe with { QueueLength = 128 }), 1, 4);

        static double Perplexity(TrainingRecipe recipe)
        {
            using var generator = new Generator(4);
            var (_, objective) = Objective(recipe);
            var center = nn.functional.normalize(randn([1, 1, Dimension], generator: generator), 2, 2);
            var steps = Enumerable.Range(0, 32).Select(step => Step(objective, nn.functional.normalize(center + Embeddings(generator), 2, 2), step).Codes.Statistics["MR"].CodePerplexity).ToList();
            return steps[17..].Average();
        }
    }

    /// <summary>
    /// The paper's mixture, 72 % CT, 25 % MR, 1 % X-ray and 2 % ultrasound of 800 images: codes of the frequent modalities say something by themselves, those of the rare ones only beside a queue.
    /// The images of a modality lie around 32 centres.
    /// </summary>
    [Fact]
    public void Rare_modalities_of_the_papers_mixture_have_codes_as_sharp_as_the_frequent_ones_with_a_queue_only()
    {
        using var scope = NewDisposeScope();
        ModalitySlice[] mixture = [new("CR", 1_000_000, 0, 8), new("CT", 72_000_000, 8, 576), new("MR", 25_000_000, 584, 200), new("US", 2_000_000, 784, 16)];
        var recipe = Recipe with { BatchSize = 800, Prototypes = 64, Epsilon = 0.02, SinkhornIterations = 10 };

        var alone = Perplexities(recipe with { QueueLength = 0 });
        var queued = Perplexities(recipe with { QueueLength = 512 });

        Assert.All(["CT", "MR"], modality => Assert.InRange(alone[modality], 1, 4));
        Assert.All(["CR", "US"], modality => Assert.InRange(alone[modality], 4, 64)); // K/B_m at least: 8 and 4
        Assert.All(queued.Values, perplexity => Assert.InRange(perplexity, 1, 4));
        Assert.InRange(alone["CR"] / queued["CR"], 3, 64);
        Assert.InRange(alone["US"] / queued["US"], 2, 64);

        Dictionary<string, double> Perplexities(TrainingRecipe recipe)
        {
            using var generator = new Generator(7);
            var objective = recipe.NewObjective(mixture);
            var centres = randn([32, Dimension], generator: generator);
            var perplexities = new Dictionary<string, double>();
            for (var step = 0; step <= 512 / 8; step++) // the queue of the rarest is full in the last one
            {
                using var inner = NewDisposeScope();
                var points = centres.index_select(0, randint(0, 32, 800, generator: generator));
                var views = nn.functional.normalize(points + (0.2 * randn([2, 800, Dimension], generator: generator)), 2, 2);
                perplexities = objective.Assign(views, step)!.Statistics.ToDictionary(pair => pair.Key, pair => pair.Value.CodePerplexity);
            }

            return perplexities;
        }
    }

    /// <summary>The loss of a divided batch against the codes of the whole one is that of the whole one, and so are its gradients.</summary>
    [Theory]
    [InlineData(ModalityWeighting.Samples, Clustering.PerModality)]
    [InlineData(ModalityWeighting.Modalities, Clustering.PerModality)]
    [InlineData(ModalityWeighting.Samples, Clustering.Single)]
    public void Compute_of_parts_adds_up_to_the_loss_of_the_batch(ModalityWeighting weighting, Clustering clustering)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        ModalitySlice[] slices = [new("CT", 1000, 0, 11), new("MR", 1000, 11, 5)];
        var recipe = Recipe with { ModalityWeighting = weighting, Clustering = clustering };
        var objective = recipe.NewObjective(slices);
        var whole = Embeddings(generator).requires_grad_();
        var codes = objective.Assign(whole.narrow(0, 0, 2).detach(), 0)!.Codes;
        Total(objective.Compute(whole, codes, slices)).backward();

        var divided = whole.detach().clone().requires_grad_();
        var parts = BatchPart.Divide(slices, 3).Select(part =>
        {
            var rows = tensor(part.Rows.ToArray());
            return Total(objective.Compute(divided.index_select(1, rows), codes.index_select(1, rows), part.Slices));
        }).ToList();
        stack(parts).sum().backward();

        Assert.True(divided.grad!.allclose(whole.grad!, atol: 1e-7));

        static Tensor Total(BatchLoss loss) => stack(loss.Modalities.Select(one => one.Loss * one.Weight)).sum();
    }

    [Fact]
    public void Single_clustering_is_that_of_one_modality()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        var z = Embeddings(generator);
        ModalitySlice[] all = [new("all", 2000, 0, 16)];
        var single = (Recipe with { Clustering = Clustering.Single }).NewObjective(Slices);
        var one = Recipe.NewObjective(all);

        var codes = single.Assign(z.narrow(0, 0, 2), 0)!.Codes;
        var loss = Assert.Single(single.Compute(z, codes, Slices).Modalities);

        Assert.True(codes.eq(one.Assign(z.narrow(0, 0, 2), 0)!.Codes).all().item<bool>());
        Assert.Equal(one.Compute(z, codes, all).Modalities[0].Loss.item<float>(), loss.Loss.item<float>());
        Assert.Equal(("all", 1.0), (loss.Slice.Modality, loss.Weight));
    }

    private static (Prototypes Prototypes, SwavObjective Objective) Objective(TrainingRecipe recipe)
    {
        var objective = new SwavObjective(recipe, Slices);
        return (objective.Prototypes, objective);
    }

    /// <summary>Codes and losses of a batch, which comes into the queues.</summary>
    private static (BatchCodes Codes, BatchLoss Loss) Step(SwavObjective objective, Tensor z, long step)
    {
        var codes = objective.Assign(z.narrow(0, 0, 2).detach(), step);
        return (codes, objective.Compute(z, codes.Codes, Slices));
    }

    /// <summary>Codes of the first crop of a modality.</summary>
    private static Tensor CodesAndStep(SwavObjective objective, Tensor z, long step, ModalitySlice slice) => Step(objective, z, step).Codes.Codes[0].narrow(0, slice.Start, slice.Quota);

    /// <summary>[3 crops, 16, D].</summary>
    private static Tensor Embeddings(Generator generator) => nn.functional.normalize(randn([3, 16, Dimension], generator: generator), 2, 2);
}
