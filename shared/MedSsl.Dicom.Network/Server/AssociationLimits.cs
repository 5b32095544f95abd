using System.Net;

namespace MedSsl.Dicom.Network.Server;

/// <summary>Counts associations, in all and by address.</summary>
internal sealed class AssociationLimits(int total, int perSource)
{
    private readonly Dictionary<IPAddress, int> bySource = [];
    private int count;

    /// <summary>Takes a place; null when all are taken. Disposing what comes gives it back.</summary>
    public IDisposable? TryEnter(IPAddress source)
    {
        lock (bySource)
        {
            var ofSource = bySource.GetValueOrDefault(source);
            if (count >= total || ofSource >= perSource)
            {
                return null;
            }

            count++;
            bySource[source] = ofSource + 1;
            return new Place(this, source);
        }
    }

    private void Leave(IPAddress source)
    {
        lock (bySource)
        {
            count--;
            if (--bySource[source] == 0)
            {
                bySource.Remove(source);
            }
        }
    }

    private sealed class Place(AssociationLimits limits, IPAddress source) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                limits.Leave(source);
            }
        }
    }
}
