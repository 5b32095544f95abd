using MassTransit;
using MedSsl.Contracts.Training;
using MedSsl.Learning.Training;

namespace MedSsl.Training.Runs;

/// <summary>Turns the reports of a run into metrics, curve and progress events.</summary>
internal sealed class RunProgress
{
    private readonly string runId;
    private readonly TrainingRecipe recipe;
    private readonly TrainingCurve curve;
    private readonly IPublishEndpoint bus;
    private readonly TrainingOptions options;
    private readonly TimeProvider time;
    private long lastTold;
    private long imagesSinceTold;
    private long stepsSinceTold;

    public RunProgress(string runId, TrainingRecipe recipe, TrainingCurve curve, IPublishEndpoint bus, TrainingOptions options, TimeProvider time)
    {
        (this.runId, this.recipe, this.curve, this.bus, this.options, this.time) = (runId, recipe, curve, bus, options, time);
        lastTold = time.GetTimestamp();
    }

    public async Task AddAsync(StepReport report, CancellationToken cancellationToken)
    {
        curve.CutAfter(report.Step - 1);
        curve.Add(report);
        TrainingMetrics.Observe(report);
        imagesSinceTold += report.Images;
        stepsSinceTold++;
        var elapsed = time.GetElapsedTime(lastTold);
        if (elapsed < options.ProgressInterval && report.Step < recipe.Steps)
        {
            return;
        }

        var imagesPerSecond = imagesSinceTold / elapsed.TotalSeconds;
        TrainingMetrics.ImagesPerSecond.Set(imagesPerSecond);
        await bus.Publish(
            new TrainingProgressed
            {
                RunId = runId,
                Step = report.Step,
                Steps = recipe.Steps,
                Loss = curve.RecentLoss(),
                ImagesPerSecond = imagesPerSecond,
                RemainingSeconds = (recipe.Steps - report.Step) * elapsed.TotalSeconds / stepsSinceTold,
                At = time.GetUtcNow(),
            }, cancellationToken);
        (lastTold, imagesSinceTold, stepsSinceTold) = (time.GetTimestamp(), 0, 0);
    }
}
