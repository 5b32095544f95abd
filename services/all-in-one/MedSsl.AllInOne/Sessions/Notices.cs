using MassTransit;
using MedSsl.Contracts.Training;
using MedSsl.Hosting;

namespace MedSsl.AllInOne.Sessions;

/// <summary>What a person at the command line wants to hear of while waiting; nothing depends on it.</summary>
internal sealed class Notices
{
    public static ServiceModule Module { get; } = new("notices", _ => { }, bus => bus.AddConsumer<ProgressConsumer>().Endpoint(endpoint =>
    {
        // Each process hears everything, and one of them must not lock the others out.
        endpoint.Temporary = true;
        endpoint.InstanceId = $"-{Guid.CreateVersion7():N}";
    }));

    /// <summary>A run went on.</summary>
    public event Action<TrainingProgressed>? Progressed;

    internal sealed class ProgressConsumer(Notices notices) : IConsumer<TrainingProgressed>
    {
        public Task Consume(ConsumeContext<TrainingProgressed> context)
        {
            notices.Progressed?.Invoke(context.Message);
            return Task.CompletedTask;
        }
    }
}
