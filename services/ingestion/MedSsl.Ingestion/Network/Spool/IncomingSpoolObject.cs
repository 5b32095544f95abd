using System.Diagnostics;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>An object on its way into a spool file: each piece is written as it comes, so that memory does not depend on the object's size.</summary>
internal sealed class IncomingSpoolObject : IIncomingObject
{
    /// <summary>Bytes that the disk is given at a time while more come.</summary>
    private const long EarlyBytes = 64 << 10;

    private readonly ObjectSpool spool;
    private readonly SpoolSlot slot;
    private readonly StoreRequest request;
    private readonly string dataset;
    private readonly long limit;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SafeFileHandle handle;
    private Crc32C checksum = new();
    private StoreAnswer? failure;
    private long length;
    private long begun;
    private bool isAnnounced;

    public IncomingSpoolObject(ObjectSpool spool, SpoolSlot slot, StoreRequest request, string dataset, long limit, TimeProvider time, ILogger logger)
    {
        (this.spool, this.slot, this.request, this.dataset, this.limit, this.time, this.logger) = (spool, slot, request, dataset, limit, time, logger);
        handle = slot.OpenForWriting();
        Append(request.Meta.Write());
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (failure is not null)
        {
            return;
        }

        if (length + bytes.Length > limit)
        {
            failure = new StoreAnswer(DimseStatus.ProcessingFailure, $"the object has more than {limit} bytes");
            return;
        }

        try
        {
            RandomAccess.Write(handle, bytes, SpoolHeader.Length + length);
            checksum.Append(bytes);
            length += bytes.Length;
            BeginWriting();
            spool.Account(bytes.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(exception);
        }
    }

    public async ValueTask<StoreAnswer> CompleteAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        if (failure is null)
        {
            try
            {
                await CommitAsync();
                DicomMetrics.AcknowledgeDuration.Observe(Stopwatch.GetElapsedTime(start).TotalSeconds);
                DicomMetrics.ReceivedBytes.Inc(length);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Fail(exception);
            }
        }

        return failure ?? StoreAnswer.Success;
    }

    public void Dispose()
    {
        handle.Dispose();
        if (!isAnnounced)
        {
            isAnnounced = true;
            spool.Account(-length);
            slot.Capacity = Math.Max(slot.Capacity, SpoolHeader.Length + length);
            spool.Abandon(slot);
        }
    }

    /// <summary>Only where the file is written over: the blocks of a new one are better chosen when all of it is there.</summary>
    private void BeginWriting()
    {
        if (slot.IsNameDurable && length - begun >= EarlyBytes)
        {
            FileSync.Begin(handle, SpoolHeader.Length + begun, length - begun);
            begun = length;
        }
    }

    private async Task CommitAsync()
    {
        var entry = new SpoolEntry
        {
            Dataset = dataset,
            SopClassUid = request.Meta.SopClassUid,
            SopInstanceUid = request.Meta.SopInstanceUid,
            CallingAeTitle = request.Peer.CallingAeTitle,
            CalledAeTitle = request.Peer.CalledAeTitle,
            Address = request.Peer.Address.ToString(),
            ReceivedAt = time.GetUtcNow(),
        };
        var spooled = new SpooledObject(slot, spool.NextSequence(), length, checksum.Value, entry);
        RandomAccess.Write(handle, SpoolHeader.Write(spooled.Sequence, length, spooled.Checksum, entry), 0);
        await spool.CommitAsync(slot, handle);
        slot.IsNameDurable = true;
        slot.Capacity = Math.Max(slot.Capacity, SpoolHeader.Length + length);
        isAnnounced = true;
        spool.Announce(spooled);
    }

    private void Fail(Exception exception)
    {
        Log.SpoolWriteFailed(logger, exception);
        failure = new StoreAnswer(DimseStatus.OutOfResources, "the spool cannot be written");
    }
}
