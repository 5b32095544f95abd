using MassTransit;
using MedSsl.Contracts.Training;
using MedSsl.Learning.Training;
using Microsoft.Extensions.Logging;

namespace MedSsl.Training.Runs;

/// <summary>Turns the reports of a run into metrics, curve, and from time to time a line of the log and a progress event.</summary>
internal sealed class RunProgress
{
    private readonly string runId;
    private readonly TrainingRecipe recipe;
    private readonly TrainingCurve curve;
    private readonly IPublishEndpoint bus;
    private readonly TrainingOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private long lastTold;
    private long imagesSinceTold;
    private long stepsSinceTold;
    private double secondsMeasured;
    private double secondsWaited;

    public RunProgress(string runId, TrainingRecipe recipe, TrainingCurve curve, IPublishEndpoint bus, TrainingOptions options, TimeProvider time, ILogger logger)
    {
        (this.runId, this.recipe, this.curve, this.bus, this.options, this.time, this.logger) = (runId, recipe, curve, bus, options, time, logger);
        lastTold = time.GetTimestamp();
    }

    public async Task AddAsync(StepReport report, CancellationToken cancellationToken)
    {
        curve.CutAfter(report.Step - 1);
        curve.Add(report);
        TrainingMetrics.Observe(report);
        imagesSinceTold += report.Images;
        stepsSinceTold++;
        secondsMeasured += report.Seconds ?? 0;
        secondsWaited += report.WaitSeconds ?? 0;
        var elapsed = time.GetElapsedTime(lastTold);
        if (elapsed < options.ProgressInterval && report.Step < recipe.Steps)
        {
            return;
        }

        var pace = new RunPace(
            imagesSinceTold / elapsed.TotalSeconds, secondsMeasured > 0 ? secondsWaited / secondsMeasured : null, (recipe.Steps - report.Step) * elapsed.TotalSeconds / stepsSinceTold);
        TrainingMetrics.Observe(pace);
        var line = HealthLine.Of(report, recipe.Steps, pace);
        Log.Progress(logger, runId, line);
        await bus.Publish(
            new TrainingProgressed
            {
                RunId = runId,
                Step = report.Step,
                Steps = recipe.Steps,
                Loss = curve.RecentLoss(),
                LossMinusLogK = report.LossMinusLogK,
                MeanCosine = report.MeanCosine,
                DataWait = pace.DataWait,
                ImagesPerSecond = pace.ImagesPerSecond,
                RemainingSeconds = pace.RemainingSeconds,
                At = time.GetUtcNow(),
            }, cancellationToken);
        (lastTold, imagesSinceTold, stepsSinceTold, secondsMeasured, secondsWaited) = (time.GetTimestamp(), 0, 0, 0, 0);
    }
}
