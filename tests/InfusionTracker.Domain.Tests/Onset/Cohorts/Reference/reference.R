# Writes the csv files beside it, with R 4.2.2 and survival 3.5-3:  Rscript reference.R
# `aml` is the data set of the survival package; the other sets are invented for their edges.
library(survival); options(digits=17)
f <- function(x) ifelse(is.na(x), "", formatC(x, digits=17, format="g", width=1))
sets <- list()
sets$aml <- data.frame(time=aml$time, status=aml$status, x=as.character(aml$x))
sets$ties <- data.frame(time=c(1,1,1,2,2,3,3,3,4,5,5,6,7,7,7,8,9,9), status=c(1,1,0,1,0,1,1,1,0,1,0,0,1,1,0,1,0,0), x=rep(c("a","b","c"),6))
sets$flat <- data.frame(time=c(1,2,3,4, 1,2,5,9), status=c(1,1,0,0, 1,0,1,1), x=rep(c("a","b"),each=4))
set.seed(7); n<-240
sets$random <- data.frame(time=ceiling(rexp(n,c(.02,.03,.05))*4), status=rbinom(n,1,.6), x=rep(c("p","q","r"),n/3))
# Few at risk late in the curve: limits rise again, and R's quantile of a limit is not the first time at or below it.
rising <- list(a=c(1,1,1,1,1,1,1,1,1,0,1,1,1,1,1,1,1,0,1,1), b=c(0,1,1,0,1,0,1,1,1,1,1,1,0,1,1), c=c(0,0,0,1,1,1,0,1,1,1,1,1,1,0,1,1))
sets$rising <- do.call(rbind, lapply(names(rising), function(g) data.frame(time=seq_along(rising[[g]]), status=rising[[g]], x=g)))
sets$censored <- data.frame(time=c(0,3,5,0,4,4), status=c(0,0,0,0,1,0), x=rep(c("a","b"),each=3))
dat<-NULL; km<-NULL; qs<-NULL; lr<-NULL
for (s in names(sets)) { d<-sets[[s]]
 dat<-rbind(dat, data.frame(set=s, time=d$time, status=d$status, group=d$x))
 for (ct in c("log-log","log","plain")) for (g in unique(d$x)) {
  sf<-survfit(Surv(time,status)~1, data=d[d$x==g,], conf.type=ct)
  km<-rbind(km,data.frame(set=s,interval=ct,group=g,time=f(sf$time),atRisk=sf$n.risk,events=sf$n.event,censored=sf$n.censor,survival=f(sf$surv),standardError=f(ifelse(sf$surv==0,NA,sf$std.err*sf$surv)),lower=f(sf$lower),upper=f(sf$upper)))
  q<-quantile(sf,c(.25,.5,.75))
  qs<-rbind(qs,data.frame(set=s,interval=ct,group=g,p=c(.25,.5,.75),estimate=f(q$quantile),lower=f(q$lower),upper=f(q$upper)))
 }
 if (length(unique(d$x))>1) { r<-survdiff(Surv(time,status)~x,data=d); lr<-rbind(lr,data.frame(set=s,chiSquare=f(r$chisq),df=sum(r$exp>0)-1,p=f(r$pvalue))) }
}
w<-function(x,n) write.csv(x,n,row.names=FALSE,quote=FALSE)
w(dat,"follow-ups.csv"); w(km,"curves.csv"); w(qs,"quantiles.csv"); w(lr,"log-ranks.csv")
t<-expand.grid(df=c(1,2,3,4,5,7,10,19,20,29,30,50,59,60,61,100,157,537,1000,9999,99999),p=c(.6,.9,.975,.995,.9999)); t$t<-f(qt(t$p,t$df)); w(t,"student.csv")
c2<-expand.grid(df=c(1,2,3,5,8,20,51),value=c(.001,.5,1,3.3963886989776,7,25,60)); c2$p<-f(pchisq(c2$value,c2$df,lower.tail=FALSE)); w(c2,"chi-square.csv")
