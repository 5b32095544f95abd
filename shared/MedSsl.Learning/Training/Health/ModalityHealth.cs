namespace MedSsl.Learning.Training.Health;

/// <summary>
/// What is remembered of a modality's past steps to tell whether it has collapsed, and why: a fold over its reports, so that a resumed run judges as an uninterrupted one would have. Part of
/// a checkpoint. Losses are in nats and relative to that of a collapsed network.
/// </summary>
internal sealed record ModalityHealth
{
    /// <summary>Steps over which figures are smoothed: those of one small batch are noise.</summary>
    private const int Smoothing = 10;

    /// <summary>Steps that are taken for the state before training: the scores there show what ε has to fit.</summary>
    private const int FirstSteps = 5;

    private const double LossTolerance = 0.005; // of the loss of a collapsed network (algorithms of SwAV's authors have no figure; ours)
    private const double RiseTolerance = 0.02; // of the same, since the queue came into use
    private const double CosineLimit = 0.95;
    private const double NormTolerance = 0.01;
    private const double SharpEpsilon = 0.05; // of the spread of the scores; random unit vectors of 128 dimensions have 0.57 at ε = 0.05
    private const double OneHot = 1.2; // prototypes that a code spreads over
    private const double Unequal = 0.5; // of a prototype's share

    /// <summary>Steps seen.</summary>
    public long Seen { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>For how many steps in a row, the warm-up apart, it has looked collapsed.</summary>
    public int Lasting { get; init; }

    /// <summary>Whether embeddings are no unit vectors.</summary>
    public bool OffSphere { get; init; }

    /// <summary>Smoothed loss − that of a collapsed network.</summary>
    public double Excess { get; init; }

    /// <summary>Its lowest value since the first steps, and where it was.</summary>
    public double Best { get; init; } = double.MaxValue;

    /// <summary>Step of <see cref="Best"/>.</summary>
    public long BestStep { get; init; }

    /// <summary>Mean spread of the scores in the first steps.</summary>
    public double FirstSpread { get; init; }

    /// <summary>Smoothed ε.</summary>
    public double Epsilon { get; init; }

    /// <summary>Smoothed perplexity of the codes.</summary>
    public double CodePerplexity { get; init; }

    /// <summary>Smoothed mass error of the codes.</summary>
    public double MassError { get; init; }

    /// <summary>Smoothed mean cosine.</summary>
    public double MeanCosine { get; init; }

    /// <summary>Smoothed mean norm of the embeddings.</summary>
    public double Norm { get; init; }

    /// <summary>Step at which the queue came into use; 0 while it is not.</summary>
    public long QueueSince { get; init; }

    /// <summary><see cref="Excess"/> just before that.</summary>
    public double BeforeQueue { get; init; }

    /// <summary>Embeddings in the queue.</summary>
    public long Queued { get; init; }

    /// <summary>The state after another step.</summary>
    /// <param name="step">Steps done, this one included.</param>
    /// <param name="report">What it gave.</param>
    /// <param name="learningRate">Its learning rate.</param>
    /// <param name="recipe">Whose warm-up is waited for.</param>
    public ModalityHealth After(long step, ModalityReport report, double learningRate, TrainingRecipe recipe)
    {
        var weight = 1.0 / Math.Min(Seen + 1, Smoothing);
        var queueBegins = report.Queued > 0 && QueueSince == 0;
        var next = this with
        {
            Seen = Seen + 1,
            LearningRate = learningRate,
            Excess = Smooth(Excess, report.LossMinusLogK),
            FirstSpread = Seen < FirstSteps ? FirstSpread + (((report.ScoreSpread ?? 0) - FirstSpread) / (Seen + 1)) : FirstSpread,
            Epsilon = Smooth(Epsilon, report.Epsilon ?? 0),
            CodePerplexity = Smooth(CodePerplexity, report.CodePerplexity ?? 0),
            MassError = Smooth(MassError, report.MassError ?? 0),
            MeanCosine = Smooth(MeanCosine, report.MeanCosine),
            Norm = Smooth(Norm, report.EmbeddingNorm),
            QueueSince = queueBegins ? step : QueueSince,
            BeforeQueue = queueBegins ? Excess : BeforeQueue,
            Queued = report.Queued ?? 0,
        };
        if (next.Seen >= Smoothing && next.Excess < Best)
        {
            next = next with { Best = next.Excess, BestStep = step };
        }

        var collapsed = report.Loss - report.LossMinusLogK;
        var looksCollapsed = next.Excess >= -LossTolerance * collapsed || next.MeanCosine > CosineLimit || next.RoseSinceQueue(collapsed) || next.HasUnequalCodes
            || StepSize.IsTooLarge(recipe, learningRate);
        return next with
        {
            Lasting = looksCollapsed && step > recipe.WarmupSteps ? Lasting + 1 : 0,
            OffSphere = Math.Abs(next.Norm - 1) > NormTolerance,
        };

        double Smooth(double before, double now) => before + (weight * (now - before));
    }

    /// <summary>ε in units of the spread that scores had before training; 0 without codes.</summary>
    public double EpsilonRatio => FirstSpread > 0 ? Epsilon / FirstSpread : 0;

    /// <summary>
    /// Whether ε is so far below the spread of the scores that codes are one-hot and Sinkhorn cannot share out the prototypes. Beside a queue the codes of a batch alone need not be
    /// equal.
    /// </summary>
    public bool HasUnequalCodes => FirstSpread > 0 && EpsilonRatio < SharpEpsilon && CodePerplexity < OneHot && MassError > Unequal && Queued == 0;

    /// <summary>Whether the loss is higher than when the queue came into use.</summary>
    /// <param name="collapsed">Loss of a collapsed network.</param>
    public bool RoseSinceQueue(double collapsed) => QueueSince > 0 && Excess > BeforeQueue + (RiseTolerance * collapsed);
}
